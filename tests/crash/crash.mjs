// Rounds of load and kill -9, then some of load and SIGTERM, on each engine.
// What clients do is story.mjs's, what must hold afterwards checks.mjs's.
import { Checks, Findings } from './checks.mjs';
import { Client, Journal } from './client.mjs';
import { House } from './house.mjs';
import { Postgres } from './postgres.mjs';
import { Ledger, Story, dice } from './story.mjs';
import { someWantMail, tenantOf } from './tenants.mjs';

const full = Boolean(process.env.KONTOR_FULL);
const rounds = Number(process.env.KONTOR_CRASH_ROUNDS ?? (full ? 1000 : 20));
const seed = Number(process.env.KONTOR_CRASH_SEED ??
	(full ? Date.now() % 4294967296 : 20210618));
// The long form has many short rounds. What is checked after a round grows with
// all rounds before it, so every so often it begins with a new folder.
const CLIENTS = full ? 12 : 24;
const LOAD_MS = full ? [50, 500] : [300, 1200];
const CAMPAIGN = 100;
// Two users of each tenant want mail, one of them may see it at least, so that
// acts have more to keep whole.
async function mailSome(house) {
	await house.stop();
	house.change(someWantMail);
	await house.start();
}

// Days pass between rounds, so that credits are prorated; now and then the
// clock goes back.
async function clock(house, tenants, random, round) {
	for (const tenant of tenants) {
		const client = new Client(house, tenant, 150);
		const days = round % 8 === 7 ? -10 : random.below(4);
		await client.send({ method: 'POST', tenant, id: undefined,
			path: '/sandbox/clock/advance', body: { days } });
		client.close();
	}
}

function stories(house, tenants, ledger, journal, round) {
	const list = [];
	for (let i = 0; i < CLIENTS; i++) {
		const tenant = tenants[i % tenants.length];
		const story = new Story(house, tenant, ledger, journal,
			seed + round * 1000 + i);
		// an order of an earlier round is one client's alone
		story.mine = tenant.old.splice(0, 2);
		list.push(story);
	}
	return list;
}

const pause = (ms) => new Promise((done) => setTimeout(done, ms));

async function load(house, tenants, ledger, round, end) {
	const journal = new Journal();
	let over = false;
	const list = stories(house, tenants, ledger, journal, round);
	const all = Promise.all(list.map((story) => story.run(() => over)));
	const result = await end();
	over = true;
	await all;
	for (const story of list)
		story.tenant.old.push(...story.mine.slice(-2));
	return { journal, result };
}

let number = 0;
const begun = Date.now();

function report(engine, findings, totals) {
	let bad = 0;
	for (const [property, breaches] of findings.lists) {
		number++;
		bad += breaches.length > 0;
		console.log(`${breaches.length ? 'not ok' : 'ok'} ${number} - ` +
			`${engine}: ${property}`);
		for (const what of breaches.slice(0, 5))
			console.log(`# ${what}`);
		if (breaches.length > 5)
			console.log(`# and ${breaches.length - 5} more`);
	}
	console.log(`# seed ${seed}, ${totals.kills} kills, ${totals.stops} ` +
		`stops${totals.servers ? ` (${totals.servers} of the server)` : ''}, ` +
		`${totals.calls} calls, ${totals.open} unanswered ones ` +
		'sent again');
	console.log(`# ${Object.entries(totals.acts).map(([kind, n]) =>
		`${n} ${kind}`).join(', ')}; ${((Date.now() - begun) / 60000)
		.toFixed(1)} minutes`);
	return bad === 0;
}

const drained = 'SIGTERM under load ends the program in order, with status 0';

const survives = 'a killed database server is waited for, or the program ' +
	'stops by itself with status 74';

// Of every three ends on PostgreSQL one is the server's: killed, or stopped at
// once, while the program lives.
async function end({ house, server }, gentle, number) {
	if (gentle)
		return house.stop();
	if (!server || number % 3 !== 2)
		return house.kill();
	server.kill(number % 2 ? 'SIGKILL' : 'SIGQUIT');
	await pause(200);
	server.again();
	return { server, wrong: await house.resume() };
}

// One round: load, an end, a new start, all checks.
async function round(state, number, gentle) {
	const { house, tenants, ledger, findings, checks, random, totals } = state;
	await clock(house, tenants, random, number);
	const { journal, result } = await load(house, tenants, ledger, number,
		async () => {
			await pause(LOAD_MS[0] + random.below(LOAD_MS[1]));
			return end(state, gentle, number);
		});
	if (gentle)
		findings.need(drained, result.code === 0,
			`${JSON.stringify(result)}\n${house.tail()}`);
	totals[gentle ? 'stops' : 'kills']++;
	totals.servers += result.server !== undefined;
	totals.calls += journal.calls.length;
	totals.open += journal.open().length;
	if (result.server)
		findings.need(survives, result.wrong === null, result.wrong);
	else
		await house.start();
	await checks.round(journal);
}

// Some rounds on one folder; whether everything held.
async function campaign(engine, server, kills, findings, totals) {
	const house = new House(process.env.KONTOR_BIN ?? 'build/kontor',
		server?.address);
	const ledger = new Ledger();
	const checks = new Checks(house, ledger, findings);
	const state = { house, server, ledger, findings, checks, tenants: [],
		random: dice(seed + totals.kills), totals };
	try {
		await house.start();
		for (const partner of house.demo().partners)
			state.tenants.push(await tenantOf(house, partner));
		await mailSome(house);
		checks.begin();
		for (let i = 0; i < kills; i++)
			await round(state, i, false);
		for (let i = 0; i < Math.ceil(kills / 10); i++)
			await round(state, kills + i, true);
		const end = await house.stop();
		findings.need(drained, end.code === 0, JSON.stringify(end));
		totals.add(checks.done, ledger.counts);
		if (findings.bad())
			for (const line of house.faults())
				console.log(`# the program said: ${line}`);
	} finally {
		if (process.env.KONTOR_CRASH_KEEP)
			console.log(`# kept: ${house.root}`);
		else
			await house.remove();
	}
}

class Totals {
	kills = 0;
	stops = 0;
	servers = 0;
	calls = 0;
	open = 0;
	acts = {};

	add(done, counts) {
		for (const { kind } of done)
			this.acts[kind] = (this.acts[kind] ?? 0) + 1;
		for (const what of ['downloads', 'resumes', 'heads'])
			this.acts[what] = (this.acts[what] ?? 0) + counts[what];
	}
}

// All rounds on one engine; whether everything held.
async function engineRuns(engine, server, kills) {
	const findings = new Findings();
	const totals = new Totals();

	for (let left = kills; left > 0; left -= CAMPAIGN)
		await campaign(engine, server, Math.min(left, CAMPAIGN), findings,
			totals);
	return report(engine, findings, totals);
}

async function onPostgres() {
	const server = new Postgres();

	try {
		return await engineRuns('PostgreSQL', server,
			full ? rounds : Math.ceil(rounds / 4));
	} finally {
		server.remove();
	}
}

async function main() {
	let good = await engineRuns('SQLite', undefined, rounds);
	if (process.env.KONTOR_TEST_POSTGRES)
		good = await onPostgres() && good;
	else
		console.log('# no KONTOR_TEST_POSTGRES: SQLite alone');
	console.log(`1..${number}`);
	return good ? 0 : 1;
}

process.exitCode = await main().catch((error) => {
	console.log(`not ok ${number + 1} - the test runs\n# ${error.stack
		.replaceAll('\n', '\n# ')}`);
	return 1;
});
