/*
 * The reference of the REST API, read by somebody who has not signed in.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { equal, ok, test, visitor } from './lib.mjs';
import { look } from './look.mjs';
import { root } from './root.mjs';

const read = (...path) => readFileSync(join(root, ...path), 'utf8');
const program = process.env.KONTOR_BIN ?? join(root, 'build', 'kontor');

/* What is the same in every language: notes of the specification, holes of
 * messages, other names of fields. */
const data = ['openapi.json', 'GUID',
	...Object.values(JSON.parse(read('data', 'resources.json')))
		.flatMap(({ fields }) => Object.values(fields))
		.map(({ note }) => note).filter(Boolean),
	...read('src', 'base', 'error.def').match(/\{\w+\}/g),
	...execFileSync(program, ['routes', '--json'],
		{ encoding: 'utf8', maxBuffer: 1 << 26 })
		.match(/(?<="alias":")[^"]*/g)].sort((a, b) => b.length - a.length);

for (const locale of ['en-US', 'en-XA'])
	for (const area of ['', '/carts', '/software'])
		test(`${locale}: /reference${area} is a page like the others`,
			async (k) => {
				const w = await visitor(k, { locale });

				await w.go(`/reference${area}`);
				await look(w, `reference${area.replace('/', '-')}`,
					{ data });
				await w.close();
				equal([], w.wrong);
			});

test('from a route one comes to what it answers, without script', async (k) => {
	const w = await visitor(k, { script: false });

	await w.go('/reference');
	await w.page.click('main a[href="/reference/carts"]');
	await w.page.click('a[href="#postCustomersCarts"]');
	await w.page.click('#postCustomersCarts a[href="#Cart"]');
	ok(w.page.url().endsWith('/reference/carts#Cart'));
	ok((await w.text('#Cart')).includes('expirationTimestamp'));
	equal([], w.wrong);
	await w.close();
});
