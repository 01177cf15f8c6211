/*
 * Takes the route table from the program and checks every route of it: one
 * TAP line per route and kind of check, the cases that failed below it.
 *
 * First all that must change nothing, many at once, and the database compared
 * before and after; then each act, alone. New routes need an example and
 * nothing else: examples/README.md.
 */
import { startServer } from '../api/lib.mjs';
import { acts, doneWith } from './checks/acts.mjs';
import { bodies, fields, writings } from './checks/input.mjs';
import { javaReads } from './checks/java.mjs';
import { definitions } from './checks/kinds.mjs';
import { spellings, unknown } from './checks/paths.mjs';
import { shapeCheck, shapes } from './checks/shapes.mjs';
import { roles, strangers, tokens } from './checks/who.mjs';
import { changed, digest, openRows } from './rows.mjs';
import { examples, placesOf, routes } from './table.mjs';
import { makeWorld } from './world.mjs';

const body_max = 262144;
const at_once = 12;
const still = { tokens: [tokens, 'nobody without a good token'],
	roles: [roles, 'nobody without the role'],
	strangers: [strangers, 'what is another\'s is like what never was'],
	fields: [fields, 'wrong fields are named'],
	bodies: [bodies, 'malformed bodies are refused'],
	writings: [writings, 'the same body in other writing'],
	unknown: [unknown, 'other methods and paths below are unknown'],
	spellings: [spellings, 'the same address in other spelling'],
	shapes: [shapes, 'the answer is as it is declared'],
	java: [javaReads, 'the strictest client reads it'] };

/* ---- TAP ---- */

let number = 0, failed = 0;
const say = (name, count, problems) => {
	number++;
	failed += problems.length > 0 ? 1 : 0;
	console.log(`${problems.length > 0 ? 'not ' : ''}ok ${number} - ${name}${
		count === undefined ? '' : ` (${count})`}`);
	for (const problem of problems.slice(0, 40))
		console.log(problem.replace(/^/gm, '# '));
	if (problems.length > 40)
		console.log(`# and ${problems.length - 40} more`);
};
/* The first lines say enough, and what differs. */
const told = (name, error) => `${name}: ${[...String(error.message ?? error)
	.split('\n').filter((line, i) => i < 2 || /^[+-]/.test(line))
	.slice(0, 14).map((line) => line.slice(0, 400))].join('\n')}`;

/* ---- many at once ---- */

async function all(cases) {
	const waiting = [...cases];

	await Promise.all(Array.from({ length: at_once }, async () => {
		for (let one; (one = waiting.shift()) !== undefined;) {
			try {
				await one.run();
			} catch (error) {
				one.error = error;
			}
		}
	}));
}

/* Which case was it? Each once more, alone. */
async function findChange(w, cases) {
	const found = [];

	for (const one of cases) {
		const before = await digest(w.rows);

		await one.run().catch(() => {});
		const what = changed(before, await digest(w.rows));
		if (what.length > 0)
			found.push(`${one.route.name}, ${one.kind}, ${one.name}: ${
				what.join(', ')}`);
	}
	return found;
}

/* ---- examples ---- */

const called = async (w, route, whose) => {
	const example = w.examples[route.name];
	const ex = await example(w.k, placesOf(example)[whose]);

	return { params: {}, ...ex };
};

async function prepare(w, table) {
	const ready = [];
	const missing = [];

	await all(table.map((route) => ({ run: async () => {
		if (!w.examples[route.name])
			return missing.push(route.name);
		try {
			ready.push({ route, ex: {
				ours: await called(w, route, 'ours'),
				beside: await called(w, route, 'beside'),
				theirs: await called(w, route, 'theirs') } });
		} catch (error) {
			missing.push(told(route.name, error));
		}
		return undefined;
	} })));
	say('every route has an example that works', table.length,
		missing.sort());
	say('every example has a route', undefined, Object.keys(w.examples)
		.filter((name) => !w.table.some((r) => r.name === name)));
	return table.flatMap((route) => ready.filter((r) => r.route === route));
}

/* ---- the two halves ---- */

async function nothingChanges(w, ready) {
	const groups = [];

	for (const { route, ex } of ready)
		for (const [kind, [make, sentence]] of Object.entries(still)) {
			let cases;

			try {
				cases = make(w, route, ex);
			} catch (error) {
				cases = [{ name: 'making the cases', run() {
					throw error;
				} }];
			}
			cases.forEach((one) => Object.assign(one, { route, kind }));
			groups.push({ route, sentence, cases });
		}
	const cases = groups.flatMap((group) => group.cases);
	const before = await digest(w.rows);

	await all(cases);
	for (const { route, sentence, cases: some } of groups)
		if (some.length > 0)
			say(`${route.name}: ${sentence}`, some.length, some
				.filter((one) => one.error)
				.map((one) => told(one.name, one.error)));
	const what = changed(before, await digest(w.rows));

	say('nothing of all that changed anything', cases.length,
		what.length === 0 ? [] :
			[...what, ...await findChange(w, cases)]);
}

async function eachAct(w, ready) {
	for (const { route } of ready.filter((one) => !one.route.reads)) {
		const { results, real, ex } = await acts(w, route,
			() => called(w, route, 'ours'));

		for (const { name, error } of results)
			say(`${route.name}: ${name}`, undefined,
				error ? [told(name, error)] : []);
		const problem = await shapeCheck(w, route, real ?? { status: 0 },
			ex?.gone)
			.then(() => undefined, (error) => error);
		say(`${route.name}: ${still.shapes[1]}`, undefined,
			problem ? [told('answer', problem)] : []);
	}
}

/* ---- */

const words = process.argv.slice(2);
const k = await startServer([`--max-body-bytes=${body_max}`]);

try {
	const unread = [];
	const every = await examples(unread);
	const table = routes(every);
	const rows = openRows(k.dir);
	const w = { ...await makeWorld(k, rows), table, body_max, followed: {},
		examples: every };
	say('every file of examples can be read', undefined, unread);
	const ready = await prepare(w, table.filter((route) => words.length === 0 ||
		words.some((word) => route.name.includes(word))));

	say('resources are defined as in the reference', undefined,
		definitions());
	await nothingChanges(w, ready);
	await eachAct(w, ready);
	rows.close();
	doneWith();
} catch (error) {
	say('the suite runs to its end', undefined, [String(error.stack)]);
}
await k.stop().then(() => say('the server stops without a complaint',
	undefined, []), (error) => say('the server stops without a complaint',
	undefined, [String(error.message)]));
console.log(`1..${number}`);
process.exit(failed > 0 ? 1 : 0);
