// The life of a cluster under load: machines die, Kontors are restarted, and at
// the end of each round everything clients were told is in the database, once.
import { Checks, Findings } from '../crash/checks.mjs';
import { Journal } from '../crash/client.mjs';
import { Ledger, dice } from '../crash/story.mjs';
import { someWantMail, tenantOf } from '../crash/tenants.mjs';
import { Front, Lasting, Watch } from './clients.mjs';
import { Cluster, pause, until } from './cluster.mjs';
import fs from 'node:fs';

const full = Boolean(process.env.KONTOR_FULL);
const failovers = full ? 10 : 1;
const seed = Number(process.env.KONTOR_HA_SEED ?? 20210618);
const CLIENTS = 12;
const BACK_MS = 120000; // service must be back within; figures are comments

const cluster = new Cluster();
const watch = new Watch();
const findings = new Findings();
const ledger = new Ledger();
const random = dice(seed);
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

const need = (truth, why) => {
	if (!truth)
		throw new Error(why);
};
const seconds = (ms) => (ms / 1000).toFixed(1);
const say = (text) => console.log(`# ${text}`);

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

const acks = (count, why, from = Date.now()) => until(
	() => watch.since(from) >= count, why, BACK_MS);

// ---- what happens to it ----

// When Patroni of a node said last that it took over, after a moment.
function promoted(node, moment) {
	const lines = fs.readFileSync(cluster.log(`${node} patroni`), 'utf8')
		.split('\n').filter((line) => /promoted self to leader/.test(line));
	const [, day, time, ms] = /^(\S+) ([\d:]+),(\d+)/.exec(lines.at(-1) ?? '')
		?? [];
	const at = Date.parse(`${day}T${time}.${ms}Z`);
	return at > moment ? at : null;
}

async function newLeader(old) {
	return until(async () => {
		const leader = await cluster.leader();
		return leader !== null && leader !== old && leader;
	}, `somebody else than ${old} is primary`, BACK_MS);
}

// Everybody is there again, and a commit is on two machines.
const rejoined = (node) => until(() => cluster.whole(),
	`${node} follows the new primary`, 180000)
	.catch((error) => {
		throw new Error(`${error.message}\n` +
			cluster.tail(`${node} patroni`));
	});

// The primary's machine loses its power, and comes back.
async function failOver() {
	await acks(20, 'clients work');
	const old = await cluster.leader();
	const began = Date.now();
	await cluster.cut(old);
	const fresh = await newLeader(old);
	await acks(20, 'clients work again', Date.now());
	const [last, first] = watch.gap(began);
	const took = promoted(fresh, began);
	say(`${old} was killed: clients without an acknowledgement for ` +
		`${seconds(first - last)} s, Patroni: ${fresh} promoted after ` +
		`${took ? seconds(took - began) : '?'} s`);
	cluster.patroni(old);
	await rejoined(old);
	say(`${old} follows again after ${seconds(Date.now() - began)} s`);
}

// ---- Kontors ----

async function killKontor(node) {
	await acks(20, 'clients work');
	const began = Date.now();
	await cluster.stop(`${node} kontor`, 'SIGKILL');
	await acks(50, 'clients work through the other', began + 3000);
	const [last, first] = watch.gap(began);
	say(`Kontor of ${node} was killed: clients without an acknowledgement ` +
		`for ${seconds(first - last)} s`);
	cluster.kontor(node);
	await until(() => cluster.ready(node), `Kontor of ${node} is back`);
}

async function restart(node) {
	const it = cluster.running.get(`${node} kontor`);
	it.child.kill('SIGTERM');
	await until(async () => (await cluster.ask(node, cluster.port.KONTOR,
		'/readyz')).status === 503, '/readyz says that it stops', 4000);
	const end = await it.gone;
	need(end.code === 0, `it ended with ${JSON.stringify(end)}\n` +
		cluster.tail(`${node} kontor`));
	cluster.kontor(node);
	await until(() => cluster.ready(node), `Kontor of ${node} is back`);
	await pause(2500); // HAProxy sees it, too
}

async function rolling() {
	await acks(20, 'clients work');
	const before = watch.unknown.length;
	for (const node of cluster.applications)
		await restart(node);
	await acks(20, 'clients work');
	const since = watch.unknown.slice(before);
	const lost = since.filter((call) => !call.busy);
	say(`${since.length - lost.length} times busy while Kontors restarted`);
	need(lost.length === 0, `${lost.length} calls without an answer: ` +
		lost.slice(0, 5).map((l) => l.why).join('; '));
}

// ---- all of it ----

async function begin() {
	await cluster.configure();
	await cluster.startDatabases();
	await cluster.startApplications();
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
	for (let i = 1; i <= failovers; i++)
		await test(`service is back after the primary was killed under ` +
			`load (${i} of ${failovers})`, () => underLoad(failOver));
	await test('with one Kontor killed clients go on through the other',
		() => underLoad(() => killKontor('app1')));
	await test('Kontors are restarted one after the other, and no request ' +
		'is lost', () => underLoad(rolling));
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
