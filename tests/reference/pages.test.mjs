/*
 * The pages of the reference: for everybody, whole, and their links lead
 * somewhere.
 */
import { equal, ok, test } from '../api/lib.mjs';
import { get, resources, routes } from './lib.mjs';

const table = routes();
const areas = [...new Set(table.map((route) => route.area))];
const entities = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': '\'' };
const plain = (html) => html.replace(/<[^>]*>/g, '')
	.replace(/&(amp|lt|gt|quot|#39);/g, (_, name) => entities[name])
	.replace(/\s+/g, ' ');
const pages = new Map();

const page = async (k, path) => {
	if (!pages.has(path))
		pages.set(path, await get(k, path));
	return pages.get(path);
};

test('the reference can be read without sign-in', async (k) => {
	for (const path of ['/reference', ...areas.map((a) =>
		`/reference/${a}`)]) {
		const { status, headers, text } = await page(k, path);

		equal(200, status, path);
		ok(headers.get('content-security-policy')
			.startsWith('default-src \'none\''));
		ok(!/ style=|<style|<script>|\son[a-z]+="/.test(text), path);
	}
	equal(404, (await get(k, '/reference/nothing')).status);
});

test('the first page leads to every route', async (k) => {
	const { text } = await page(k, '/reference');

	for (const { area, operationId, summary } of table) {
		ok(text.includes(`href="/reference/${area}#${operationId}"`),
			operationId);
		ok(plain(text).includes(summary), summary);
	}
});

/* <section id="operationId">…</section> */
const section = (text, id) => new RegExp(`<section[^>]* id="${id}"[^>]*>` +
	'([\\s\\S]*?)</section>').exec(text)?.[1];

test('every route is on the page of its area with all it takes', async (k) => {
	for (const row of table) {
		const { text } = await page(k, `/reference/${row.area}`);
		const html = section(text, row.operationId);

		ok(html, row.operationId);
		const said = plain(html);

		for (const what of [`${row.method} ${row.path}`, row.summary,
			String(row.status), `"$base${row.path.replaceAll('{', '$')
				.replace(/[*}]/g, '')}`])
			ok(said.includes(what), `${row.operationId}: ${what}`);
		for (const field of [...row.query ?? [], ...row.body ?? []])
			if (!field.readOnly && field.name !== '')
				ok(html.includes(`<code>${field.name}</code>`),
					`${row.operationId}: ${field.name}`);
	}
});

test('the errors of a route itself are told', async (k) => {
	const row = table.find((r) => r.operationId ===
		'postCustomersCartsCheckout');
	const said = plain(section((await page(k, '/reference/carts')).text,
		row.operationId));

	/* api.md 1.8 and ruling 2 */
	for (const code of ['800008', '800009', '800065', '20002'])
		ok(said.includes(code), code);
});

test('every resource that is answered is told, with its fields', async (k) => {
	for (const { area, resource, shape } of table) {
		/* bare texts have no fields */
		if (!resource || shape === 'bytes' || resource === 'string')
			continue;
		const html = section((await page(k, `/reference/${area}`)).text,
			resource);

		for (const field of Object.keys(resources[resource].fields))
			ok(html?.includes(`<code>${field}</code>`),
				`${resource}.${field}`);
	}
});

test('links of the pages lead somewhere', async (k) => {
	const bad = [];

	for (const from of ['/reference', ...areas.map((a) =>
		`/reference/${a}`)])
		for (const [, to] of (await page(k, from)).text
			.matchAll(/ (?:href|src)="([^"]*)"/g)) {
			const [path, anchor] = to.split('#');
			const there = await page(k, path || from);

			if (there.status !== 200 || (anchor &&
				!there.text.includes(` id="${anchor}"`)))
				bad.push(`${from}: ${to}`);
		}
	equal([], bad);
});

test('no id is on a page twice', async (k) => {
	for (const area of areas) {
		const ids = [...(await page(k, `/reference/${area}`)).text
			.matchAll(/ id="([^"]*)"/g)].map((m) => m[1]);

		equal(ids.length, new Set(ids).size, area);
	}
});
