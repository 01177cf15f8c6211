/*
 * Runs what docs/api and docs/guides say one can type, page by page: of docs/api
 * first the blocks of README.md that are marked "sh setup", then those of the
 * page, all in one shell. A block marked "sh refuse" must end with an answer of
 * 400 or more. What else holds of the documents, pages.mjs checks.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { equal, ok, runAll, startServer, test } from '../api/lib.mjs';
import { checkPages } from './pages.mjs';

const root = process.env.KONTOR_ROOT ??
	join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const program = process.env.KONTOR_BIN ?? join(root, 'build', 'kontor');
const folder = 'docs/api';
const named = process.argv.slice(2);

/* ---- pages and their blocks ---- */

/* [{ place, kind, text }]; kind is what follows "sh" on the fence. */
function blocksOf(page) {
	const blocks = [];
	let block = null;

	for (const [i, line] of readFileSync(join(root, page), 'utf8')
		.split('\n').entries()) {
		const fence = /^\s*```(.*)$/.exec(line);

		if (block !== null && fence) {
			if (block.shell)
				blocks.push(block);
			block = null;
		} else if (fence) {
			const [language, kind = ''] = fence[1].trim().split(/\s+/);

			block = { place: `${page}:${i + 1}`, kind, text: '',
				shell: language === 'sh' };
		} else if (block !== null) {
			block.text += `${line}\n`;
		}
	}
	ok(block === null, `${page}: the last block does not end`);
	return blocks;
}

const pages = readdirSync(join(root, folder)).sort()
	.filter((name) => name.endsWith('.md'))
	.map((name) => ({ area: name.replace(/\.md$/, ''),
		path: `${folder}/${name}` }))
	.map((page) => ({ ...page, blocks: blocksOf(page.path) }));
const readme = pages.find((page) => page.area === 'README');
const setup = readme.blocks.filter((block) => block.kind === 'setup');

/* ---- running ---- */

const curl = `
curl() { command curl -sS --fail-with-body --max-time 60 "$@"; }
`;

/* What it prints goes to its own file, so that the last one can be shown. */
function script(blocks) {
	const parts = blocks.map(({ text, kind }, i) => kind === 'refuse' ? `
echo "at ${i}" >&3
set +e
(set -e
${text})
status=$?
set -e
[ $status -eq 22 ] || { echo "status $status, not curl's 22"; exit 1; }
` : `
echo "at ${i}" >&3
${text}`);

	return `exec 2>&1\n${curl}\n${parts.join('\n')}\necho "at end" >&3\n`;
}

/* Like a clone in which ./run has served: its program, its data. */
function clone(k) {
	const dir = join(k.dir, 'clone');

	mkdirSync(join(dir, 'build'), { recursive: true });
	for (const [name, to] of [['build/kontor', program], ['var', k.dir],
		['data', join(root, 'data')], ['tools', join(root, 'tools')]])
		symlinkSync(to, join(dir, name));
	return dir;
}

/* The place of the first block that failed, and what was printed. */
function runPage(k, blocks) {
	const done = spawnSync('bash', ['-euo', 'pipefail', '-c',
		script(blocks)], { cwd: k.clone ??= clone(k), encoding: 'utf8',
		timeout: 300000, maxBuffer: 1 << 28,
		env: { ...process.env, demo: join(k.dir, 'demo.json') },
		stdio: ['ignore', 'pipe', 'pipe', 'pipe'] });
	const marks = (done.output?.[3] ?? '').trim().split('\n');

	return { at: marks.at(-1), said: (done.stdout ?? '').slice(-3000) };
}

/* Each block is a test; first is what runs before. */
function testPage(page, first) {
	const own = page.blocks.filter((block) => block.kind !== 'setup' ||
		first.length === 0);
	const blocks = [...first, ...own];
	let result;

	for (const [i, block] of blocks.entries()) {
		if (i < first.length && page !== readme)
			continue;
		test(`${block.place} works as written`, (k) => {
			result ??= runPage(k, blocks);
			const at = result.at === 'at end' ? blocks.length :
				Number(result.at.replace('at ', ''));

			if (i > at)
				throw new Error(`${blocks[at].place} failed`);
			ok(i < at, result.said);
		});
	}
}

for (const page of pages)
	if (named.length === 0 || named.includes(page.area))
		testPage(page, setup);
for (const area of ['integrator', 'operator'])
	if (named.length === 0 || named.includes(area)) {
		const path = `docs/guides/${area}.md`;

		testPage({ area, path, blocks: blocksOf(path) }, []);
	}

/* ---- what must be there ---- */

if (named.length === 0) {
	const { routes } = JSON.parse(execFileSync(program,
		['routes', '--json'], { maxBuffer: 1 << 26 }));

	for (const area of new Set(routes.map((route) => route.area)))
		test(`${folder}/${area}.md is there and has an example`, () => {
			const page = pages.find((one) => one.area === area);

			ok(page, `there is no ${folder}/${area}.md`);
			ok(page.blocks.some((block) => /\bcurl\b/
				.test(block.text)), 'it has no example');
		});

	test('README.md names every page', () => {
		const text = readFileSync(join(root, readme.path), 'utf8');

		equal([], pages.filter((page) => page !== readme &&
			!text.includes(`](${page.area}.md)`))
			.map((page) => page.path));
	});

	checkPages(root, program);
}

const server = await startServer();
process.exitCode = await runAll(server);
if (server.child.exitCode === null)
	server.child.kill('SIGKILL');
