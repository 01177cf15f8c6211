/*
 * docs/requirements.md names for each requirement and each case where it works
 * and which tests prove it. It holds exactly the lists of tests/data, names
 * only routes and tests that exist, and a case only tests that carry its
 * number. So it cannot rot unseen.
 *
 * A row: | R-001 | statement | where | tests |. In "where" every word in
 * backticks that starts with / or a method and / is a route. "tests" holds
 * links, each with the file as its text and followed by ": " and the name of
 * one test in it, ended by <br> or the cell; a file without a name stands for a
 * suite that makes its tests out of a table.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const root = process.env.KONTOR_ROOT ?? join(here, '..', '..');
const program = process.env.KONTOR_BIN ?? join(root, 'build', 'kontor');
const read = (file) => readFileSync(join(root, file), 'utf8');
const listed = (file) => read(file).trimEnd().split('\n').slice(1)
	.map((line) => line.split('\t'));
/* suites whose tests are made out of a table, and have no names to look up */
const generated = ['tests/table/run.mjs', 'tests/docs/docs.mjs',
	'tests/reference/run.mjs', 'tests/crash/crash.mjs', 'tests/money/run'];

/* ---- the document ---- */

const unescaped = (cell) => cell.trim().replaceAll('\\|', '|');
const rows = read('docs/requirements.md').split('\n')
	.map((line) => /^\| ([RE]-\d+) \|(.*)\|$/.exec(line))
	.filter((found) => found !== null)
	.map(([, id, rest]) => {
		const cells = rest.split(/(?<!\\)\|/).map(unescaped);
		const links = (cells.at(-1) ?? '').split('<br>');
		const tests = links.map((link) => /^\[([^\]]+)\]\(([^)]+)\)(?:: (.+))?$/
			.exec(link.trim()));
		return { id, statement: cells.slice(0, -2).join(' '),
			where: cells.at(-2) ?? '', tests };
	});

const files = [...new Set(rows.flatMap(({ tests }) => tests)
	.filter((test) => test !== null && !generated.includes(test[1]))
	.map((test) => test[1]))];
const missing = files.filter((file) => !existsSync(join(root, file)));
const env = { ...process.env, KONTOR_ROOT: root, KONTOR_BIN: program };
const names = JSON.parse(execFileSync(process.execPath,
	[join(here, 'names.mjs'), ...files.filter((f) => !missing.includes(f))],
	{ env, encoding: 'utf8', maxBuffer: 1 << 26 }));
const routes = new Set(execFileSync(program, ['routes', 'all'],
	{ encoding: 'utf8' }).trimEnd().split('\n')
	.flatMap((line) => {
		const [, method, path] = line.split(/ +/);
		const bare = path.replace(/\{[^}]*\}/g, '{}');
		return [`${method} ${bare}`, bare];
	}));

/* ---- the checks ---- */

function* rowFaults({ id, where, tests }) {
	const said = [...where.matchAll(/`((?:[A-Z]+ )?\/[^`]*)`/g)]
		.map((found) => found[1]);
	const anywhere = said.length > 0 || /`[^`]+`/.test(where);

	if (!anywhere)
		yield `${id} names no screen, route or command`;
	for (const route of said)
		if (!routes.has(route.replace(/\{[^}]*\}/g, '{}')))
			yield `${id} names the route ${route}, which is none`;
	if (tests.length === 0)
		yield `${id} names no test`;
	for (const test of tests) {
		if (test === null) {
			yield `${id} names a test in another form`;
			continue;
		}
		const [, file, target, name] = test;
		if (target !== `../${file}`)
			yield `${id} links ${file} to ${target}`;
		if (name === undefined && !generated.includes(file))
			yield `${id} names the file ${file} and no test`;
		if (name !== undefined && !names[file]?.includes(name))
			yield `${id}: ${file} has no test "${name}"`;
	}
}

/* "E-07: ...", "e 07 ...", and "E-07" among others in one name. */
const carries = (name, id) => new RegExp(
	`\\b[Ee][- ]${id.slice(2)}\\b`).test(name);

function* caseFaults({ id, tests }) {
	if (!tests.some((test) => test?.[3] !== undefined && carries(test[3], id)))
		yield `${id} names no test that carries its number`;
}

function listFaults(letter, list) {
	const held = rows.filter(({ id }) => id.startsWith(letter));
	const faults = [];

	for (const [id, ...words] of list) {
		const same = held.filter((row) => row.id === id);
		if (same.length !== 1)
			faults.push(`${id} has ${same.length} rows`);
		else if (same[0].statement !== words.filter((w) => w).join(' | '))
			faults.push(`${id} says "${same[0].statement}"`);
	}
	for (const { id } of held)
		if (!list.some(([known]) => known === id))
			faults.push(`${id} is in no list`);
	return faults;
}

const requirements = listed('tests/data/requirements.tsv');
const cases = listed('tests/data/cases.tsv');
const checks = [
	['there are 134 requirements and 81 cases', () =>
		requirements.length === 134 && cases.length === 81 ? [] :
			[`${requirements.length} and ${cases.length}`]],
	['each requirement has one row that says it word for word',
		() => listFaults('R', requirements)],
	['each case has one row that says it word for word',
		() => listFaults('E', cases)],
	['every file that a row names is there',
		() => missing.map((file) => `${file} is missing`)],
	['every row names a place and tests that exist',
		() => rows.flatMap((row) => [...rowFaults(row)])],
	['every case is proved by a test that carries its number',
		() => rows.filter(({ id }) => id.startsWith('E'))
			.flatMap((row) => [...caseFaults(row)])],
];

let failed = 0;
for (const [i, [name, faultsOf]] of checks.entries()) {
	const faults = faultsOf();
	failed += faults.length > 0 ? 1 : 0;
	console.log(`${faults.length > 0 ? 'not ok' : 'ok'} ${i + 1} - ${name}`);
	for (const fault of faults)
		console.log(`# ${fault}`);
}
console.log(`1..${checks.length}`);
process.exitCode = failed > 0 ? 1 : 0;
