// The life of a cluster under load: machines die, Kontors are restarted, and at
// the end of each round everything clients were told is in the database, once.
import fs from 'node:fs';

import { Checks, Findings } from '../crash/checks.mjs';
import { Journal } from '../crash/client.mjs';
import { Ledger } from '../crash/story.mjs';
import { someWantMail, tenantOf } from '../crash/tenants.mjs';
import { Front, Lasting, Watch } from './clients.mjs';
import { Cluster } from './cluster.mjs';
import { Harm, say, seconds } from './harm.mjs';
import { followFirst, followPage } from './page.mjs';

const full = Boolean(process.env.KONTOR_FULL);
const failovers = full ? 10 : 1;
const seed = Number(process.env.KONTOR_HA_SEED ?? 20210618);
const CLIENTS = 12;

const cluster = new Cluster();
const watch = new Watch();
const findings = new Findings();
const ledger = new Ledger();
const harm = new Harm(cluster, watch);
let tenants, fronts, checks;
let number = 0;
let failed = 0;

function tell(good, name, why = []) {
	number++;
	failed += !good;
	console.log(`${good ? 'ok' : 'not ok'} ${number} - ${name}`);
	for (const line of why.slice(0, 8))
		console.log(`# ${String(line).replaceAll('\n', '\n# ')}`);
}

async function test(name, fn) {
	try {
		await fn();
		tell(true, name);
	} catch (error) {
		tell(false, name, [error.stack ?? error]);
		throw error;
	}
}

// ---- load ----

let rounds = 0;

// Clients work while act() goes on; then all they were told is compared.
async function underLoad(act) {
	const journal = new Journal();
	const round = rounds++;
	let over = false;
	const stories = Array.from({ length: CLIENTS }, (_, i) => new Lasting(
		fronts[i % fronts.length], tenants[i % tenants.length], ledger,
		journal, seed + round * 1000 + i));
	const all = Promise.all(stories.map((story) => story.run(() => over)));
	all.catch(() => undefined); // awaited below
	try {
		await Promise.race([act(), all.then(() => {
			throw new Error('the clients ended before their time');
		})]);
	} finally {
		over = true;
	}
	await all;
	await checks.round(journal);
	say(`round ${round + 1}: ${journal.calls.length} calls`);
}

// ---- all of it ----

async function begin() {
	await cluster.configure();
	await cluster.startDatabases();
	await cluster.startApplications(() => followFirst(cluster));
	await cluster.allThere();
	fronts = cluster.applications.map((node) =>
		new Front(cluster, node, watch));
	const demo = JSON.parse(fs.readFileSync(cluster.file('srv/demo.json')));
	tenants = [];
	for (const partner of demo.partners)
		tenants.push({ ...await tenantOf(fronts[0], partner), partner });
	fronts[0].change(someWantMail);
	checks = new Checks(fronts[0], ledger, findings);
	checks.begin();
}

function report() {
	for (const [property, breaches] of findings.lists)
		tell(breaches.length === 0, property, breaches);
	tell(watch.faults.length === 0, 'while there is no primary callers are ' +
		'told 503, never 500', watch.faults);
	const why = {};
	for (const { why: words } of watch.unknown)
		why[words] = (why[words] ?? 0) + 1;
	say(`seed ${seed}: ${watch.acks.length} acknowledged, ${watch.refused} ` +
		`refused, ${watch.unknown.length} times no answer, all asked ` +
		`again; ${watch.signIns} sign-ins`);
	for (const [words, count] of Object.entries(why))
		say(`${count} x ${words}`);
}

async function main() {
	await test('the files that are shipped make a cluster', begin);
	for (let i = 0; i < failovers; i++) {
		const [name, act] = harm.ways[i % harm.ways.length];
		await test(`service is back after ${name}, under load ` +
			`(${i + 1} of ${failovers})`, () => underLoad(act));
	}
	await underLoad(async () => {
		await test('with one Kontor killed clients go on through the other',
			() => harm.killKontor('app1'));
		await test('Kontors are restarted one after the other, and no ' +
			'request is lost', () => harm.rolling());
	});
	if (full)
		await test('a member of etcd dies, and nobody notices',
			() => underLoad(() => harm.killEtcd()));
	await test('every command about the cluster in docs/operating.md does ' +
		'what it says', () => (full ?
		underLoad(() => followPage(cluster, true)) : followPage(cluster)));
}

for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'])
	process.on(signal, () => {
		cluster.endNow();
		cluster.remove();
		process.exit(130);
	});
process.on('exit', () => cluster.endNow());

const start = Date.now();
try {
	await main();
} catch (error) {
	if (failed === 0)
		tell(false, 'the test runs', [error.stack]);
	for (const node of cluster.applications)
		say(`log of Kontor on ${node}:\n${cluster.tail(`${node} kontor`,
			12)}`.replaceAll('\n', '\n# '));
}
if (checks)
	report();
console.log(`1..${number}`);
say(`${seconds(Date.now() - start)} s`);
await cluster.end();
process.exit(failed > 0 ? 1 : 0);
