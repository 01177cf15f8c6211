/*
 * docs/accessibility.md answers each criterion once, and names only tests that
 * exist.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { equal, ok, test } from './people.mjs';
import { root } from '../walk/root.mjs';

/* https://www.w3.org/TR/WCAG22/: levels A and AA, without 4.1.1 */
const level_a = ['1.1.1', '1.2.1', '1.2.2', '1.2.3', '1.3.1', '1.3.2', '1.3.3',
	'1.4.1', '1.4.2', '2.1.1', '2.1.2', '2.1.4', '2.2.1', '2.2.2', '2.3.1',
	'2.4.1', '2.4.2', '2.4.3', '2.4.4', '2.5.1', '2.5.2', '2.5.3', '2.5.4',
	'3.1.1', '3.2.1', '3.2.2', '3.2.6', '3.3.1', '3.3.2', '3.3.7', '4.1.2'];
const level_aa = ['1.2.4', '1.2.5', '1.3.4', '1.3.5', '1.4.3', '1.4.4', '1.4.5',
	'1.4.10', '1.4.11', '1.4.12', '1.4.13', '2.4.5', '2.4.6', '2.4.7',
	'2.4.11', '2.5.7', '2.5.8', '3.1.2', '3.2.3', '3.2.4', '3.3.3', '3.3.4',
	'3.3.8', '4.1.3'];

const here = dirname(fileURLToPath(import.meta.url));
const page = readFileSync(join(root, 'docs/accessibility.md'), 'utf8');
const rows = page.split('\n').map((line) =>
	/^\| (\d\.\d\.\d+) ([^|]+?) \((A+)\) \|([^|]+)\|([^|]+)\|$/.exec(line))
	.filter(Boolean).map(([, number, name, level, how, proofs]) => ({ number,
		name, level, how: how.trim(), proofs: proofs.trim().split('<br>') }));

test('the page of accessibility answers each of the 55 criteria once', () => {
	equal(55, level_a.length + level_aa.length);
	equal([...level_a].sort(), rows.filter((r) => r.level === 'A')
		.map((r) => r.number).sort());
	equal([...level_aa].sort(), rows.filter((r) => r.level === 'AA')
		.map((r) => r.number).sort());
	for (const { number, how, proofs } of rows)
		ok(how.length > 20 && proofs[0] !== '', number);
});

test('the page of accessibility names only tests that exist', (k) => {
	const found = readdirSync(here).filter((name) =>
		/^\d-.*\.access\.mjs$/.test(name));
	const names = JSON.parse(execFileSync(process.execPath,
		['--input-type=module', '-e', `
		const { testNames } = await import('${join(here, '..', 'walk',
			'lib.mjs')}');
		const names = {};
		for (const file of ${JSON.stringify(found)}) {
			const before = testNames().length;
			await import('${here}/' + file);
			names[file] = testNames().slice(before);
		}
		process.stdout.write(JSON.stringify(names));
		process.exit(0);`], { encoding: 'utf8', env: process.env }));
	const files = Object.fromEntries([...page.matchAll(
		/([A-Z]) \[\d-\w+\]\(\.\.\/tests\/web\/access\/([^)]+)\)/g)]
		.map(([, letter, file]) => [letter, file]));

	equal(6, Object.keys(files).length);
	for (const { number, proofs } of rows)
		for (const proof of proofs) {
			const [, letter, name] = /^([A-Z]): (.*)$/.exec(proof) ?? [];
			if (proof === 'axe')
				ok(existsSync(join(root, 'tests/a11y/crawl.mjs')), number);
			else if (proof !== 'By hand' &&
				!names[files[letter]]?.includes(name))
				k.problems.push(`${number}: no test “${proof}”`);
		}
});
