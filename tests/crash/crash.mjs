// Rounds of load and kill -9, then some of load and SIGTERM, on each engine.
// What clients do is story.mjs's, what must hold afterwards checks.mjs's.
import { Checks, Findings } from './checks.mjs';
import { Client, Journal } from './client.mjs';
import { House } from './house.mjs';
import { Ledger, Story, dice } from './story.mjs';
import { someWantMail, tenantOf } from './tenants.mjs';

const full = Boolean(process.env.KONTOR_FULL);
const rounds = Number(process.env.KONTOR_CRASH_ROUNDS ?? (full ? 200 : 20));
const seed = Number(process.env.KONTOR_CRASH_SEED ??
	(full ? Date.now() % 4294967296 : 20210618));
const CLIENTS = 24;
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
		const client = new Client(house, tenant);
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

function report(engine, findings, ledger, checks, totals) {
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
	const acts = {};
	for (const call of checks.done)
		acts[call.kind] = (acts[call.kind] ?? 0) + 1;
	console.log(`# seed ${seed}, ${totals.kills} kills, ${totals.stops} ` +
		`stops, ${totals.calls} calls, ${totals.open} unanswered ones ` +
		'sent again');
	console.log(`# ${Object.entries(acts).map(([kind, n]) =>
		`${n} ${kind}`).join(', ')}; ${ledger.counts.downloads} downloads, ` +
		`${ledger.counts.resumes} resumed, ${ledger.counts.heads} asked`);
	return bad === 0;
}

const drained = 'SIGTERM under load ends the program in order, with status 0';

// One round: load, an end, a new start, all checks.
async function round(state, number, gentle) {
	const { house, tenants, ledger, findings, checks, random, totals } = state;
	await clock(house, tenants, random, number);
	const { journal, result } = await load(house, tenants, ledger, number,
		async () => {
			await pause(300 + random.below(1200));
			return gentle ? house.stop() : house.kill();
		});
	if (gentle)
		findings.need(drained, result.code === 0,
			`${JSON.stringify(result)}\n${house.tail()}`);
	totals[gentle ? 'stops' : 'kills']++;
	totals.calls += journal.calls.length;
	totals.open += journal.open().length;
	await house.start();
	await checks.round(journal);
}

// All rounds on one engine; whether everything held.
async function campaign(engine, server, kills) {
	const house = new House(process.env.KONTOR_BIN ?? 'build/kontor', server);
	const ledger = new Ledger();
	const findings = new Findings();
	const checks = new Checks(house, ledger, findings);
	const state = { house, ledger, findings, checks, tenants: [],
		random: dice(seed),
		totals: { kills: 0, stops: 0, calls: 0, open: 0 } };
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
		const good = report(engine, findings, ledger, checks,
			state.totals);
		if (!good)
			for (const line of house.faults())
				console.log(`# the program said: ${line}`);
		return good;
	} finally {
		if (process.env.KONTOR_CRASH_KEEP)
			console.log(`# kept: ${house.root}`);
		else
			await house.remove();
	}
}

async function main() {
	const server = process.env.KONTOR_TEST_POSTGRES;
	let good = await campaign('SQLite', undefined, rounds);
	if (server)
		good = await campaign('PostgreSQL', server,
			Math.ceil(rounds / 4)) && good;
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
