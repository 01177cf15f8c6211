/*
 * What holds of every document: links lead to files and headings that are
 * there, pictures are there and each is shown somewhere; and what the guides
 * say of the product, its addresses and the words on its screens, is so.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

import { equal, ok, test } from '../api/lib.mjs';

const PICTURE_BYTES = 60 * 1024;

const below = (root, folder, ending) =>
	readdirSync(join(root, folder), { recursive: true })
		.filter((name) => name.endsWith(ending))
		.map((name) => join(folder, name)).sort();

/* Without what stands in fences: code is no text. */
const textOf = (root, page) => readFileSync(join(root, page), 'utf8')
	.replace(/^\s*```[\s\S]*?^\s*```$/gm, '');

/* [{ alt, to, picture }] */
const linksOf = (text) => [...text.matchAll(
	/(!?)\[((?:[^[\]]|\[[^\]]*\])*)\]\(([^()\s]+)\)/g)]
	.map(([, mark, alt, to]) => ({ alt, to, picture: mark === '!' }));

/* The addresses that headings get where the documents are read. */
const anchorsOf = (text) => new Set([...text.matchAll(/^#+ (.*)$/gm)]
	.map(([, heading]) => heading.replace(/`|\*\*|\[|\]\([^)]*\)/g, '')
		.toLowerCase().replace(/[^\p{L}\p{N} _-]/gu, '')
		.replace(/ /g, '-')));

const away = (to) => /^[a-z]+:/.test(to);

/* Where a link that goes nowhere stands. */
function lost(root, page, { to }) {
	const [path, anchor] = to.split('#');
	const file = path === '' ? page : normalize(join(dirname(page), path));

	if (!existsSync(join(root, file)))
		return `${page}: ${to} is not there`;
	if (anchor && !anchorsOf(textOf(root, file)).has(anchor))
		return `${page}: ${to} has no such heading`;
	return null;
}

/* Everything a message of the catalogue says in English. */
function messages(root) {
	const pot = execFileSync(join(root, 'tools', 'translations'), ['pot'],
		{ encoding: 'utf8', maxBuffer: 1 << 26 });

	return new Set([...pot.matchAll(
		/^msgid(?:_plural)? ((?:"(?:[^"\\]|\\.)*"\n)+)/gm)]
		.map(([, parts]) => parts.trim().split('\n')
			.map((part) => JSON.parse(part)).join('')));
}

/* Of every door: /customers/{customer} and the like, as patterns. */
function routes(program) {
	const rows = execFileSync(program, ['routes', 'all'],
		{ encoding: 'utf8' }).trim().split('\n')
		.map((row) => row.trim().split(/\s+/))
		/* what takes every address knows none */
		.filter(([, method, path]) => method === 'GET' &&
			!path.endsWith('*}'));

	return rows.map(([, , path]) => new RegExp(`^${path
		.replace(/[.?+^$()|[\]\\]/g, '\\$&')
		.replace(/\{[a-z_]+\}/g, '[^/]+')}$`));
}

export function checkPages(root, program) {
	const pages = ['README.md', 'CONTRIBUTING.md',
		...below(root, 'docs', '.md'), ...below(root, 'bench', '.md')];
	const guides = pages.filter((page) => page.startsWith('docs/guides/'));
	const links = pages.flatMap((page) => linksOf(textOf(root, page))
		.map((link) => ({ ...link, page })));
	const pictures = links.filter(({ picture }) => picture);

	test('links of the documents lead to files and headings that are there',
		() => {
			ok(links.length > 100, `${links.length} links are found`);
			equal([], links.filter(({ to }) => !away(to))
				.map((link) => lost(root, link.page, link))
				.filter(Boolean));
		});

	test('every picture is shown somewhere, says what it shows, and is small',
		() => {
			const shown = new Set(pictures.map(({ page, to }) =>
				normalize(join(dirname(page), to))));
			const files = below(root, 'docs/screenshots', '.png');

			equal([], files.filter((file) => !shown.has(file)));
			equal([], pictures.filter(({ alt }) => alt.length < 10)
				.map(({ page, to }) => `${page}: ${to}`));
			equal([], files.filter((file) =>
				statSync(join(root, file)).size > PICTURE_BYTES));
		});

	test('addresses in the guides are pages of the program', () => {
		const known = routes(program);
		const named = guides.flatMap((page) => [...textOf(root, page)
			.matchAll(/`(\/[^`\s?#]*)[^`\s]*`/g)]
			.map(([, path]) => `${page}: ${path}`));

		ok(named.length > 5, `${named.length} are found`);
		equal([], named.filter((one) => !known.some((route) =>
			route.test(one.split(': ')[1]))));
	});

	test('what is bold in the guides is said on a screen', () => {
		const said = messages(root);
		const bold = guides.flatMap((page) => [...textOf(root, page)
			.matchAll(/\*\*([^*]+)\*\*/g)]
			.map(([, words]) => [page, words.replace(/\s+/g, ' ')]));

		ok(bold.length > 100, `${bold.length} are found`);
		equal([], bold.filter(([, words]) => words !== 'bold' &&
			!said.has(words)).map((one) => one.join(': ')));
	});

	test('each guide is a short path: six to ten steps, each in its order',
		() => {
			for (const page of guides.filter((one) =>
				!one.endsWith('README.md'))) {
				const steps = [...textOf(root, page)
					.matchAll(/^## (\d+)\. /gm)].map((m) => Number(m[1]));

				ok(steps.length >= 6 && steps.length <= 10, page);
				equal(steps.map((_, i) => i + 1), steps, page);
			}
		});
}
