// What happens to a cluster under load, and how long clients felt it.
import fs from 'node:fs';

import { pause, until } from '../common.mjs';

const BACK_MS = 180000; // service must be back within; figures are comments

export const seconds = (ms) => (ms / 1000).toFixed(1);
export const say = (text) => console.log(`# ${text}`);

export function need(truth, why) {
	if (!truth)
		throw new Error(why);
}

// When Patroni of a node said that it took over, after a moment.
function promoted(cluster, node, moment) {
	const at = fs.readFileSync(cluster.log(`${node} patroni`), 'utf8')
		.split('\n').filter((l) => /promoted self to leader/.test(l))
		.map((l) => /^(\S+) ([\d:]+),(\d+)/.exec(l))
		.map(([, day, time, ms]) => Date.parse(`${day}T${time}.${ms}Z`));
	return at.find((when) => when > moment) ?? null;
}

export class Harm {
	constructor(cluster, watch) {
		this.cluster = cluster;
		this.watch = watch;
		this.ways = [
			['the primary was killed', () => this.failOver(
				(old) => cluster.cut(old),
				(old) => cluster.patroni(old))],
			['the machine of the primary and of etcd was lost', () =>
				this.failOver(async (old) => {
					await Promise.all([cluster.cut(old),
						cluster.stop(`${old} etcd`, 'SIGKILL')]);
				}, (old) => {
					cluster.etcd(old);
					cluster.patroni(old);
				})],
			['PostgreSQL alone crashed', () => this.failOver(
				(old) => cluster.crash(old), () => undefined)],
			['the primary and a Kontor were killed', () => this.failOver(
				async (old) => {
					await Promise.all([cluster.cut(old), cluster
						.stop('app2 kontor', 'SIGKILL')]);
				}, async (old) => {
					cluster.patroni(old);
					cluster.kontor('app2');
					await this.#served('app2');
				})],
			['the machine of the primary stood still for a while', () =>
				this.failOver((old) => cluster.freeze(old),
					(old) => cluster.thaw(old))],
		];
	}

	// Clients are told that something was done, so often from now on.
	acks(count, why, from = Date.now()) {
		return until(() => this.watch.since(from) >= count, why, BACK_MS);
	}

	#newLeader(old) {
		return until(async () => {
			const leader = await this.cluster.leader(old);
			return leader !== null && leader !== old && leader;
		}, `somebody else than ${old} is primary`, BACK_MS);
	}

	#served(node) {
		return until(() => this.cluster.ready(node),
			`Kontor of ${node} is back`, BACK_MS);
	}

	async failOver(strike, mend) {
		const { cluster, watch } = this;
		await this.acks(20, 'clients work');
		const old = await cluster.leader();
		const began = Date.now();
		await strike(old);
		const fresh = await this.#newLeader(old);
		await this.acks(20, 'clients work again');
		const [last, first] = watch.gap(began);
		const at = promoted(cluster, fresh, began);
		say(`${old} was lost: clients without an acknowledgement for ` +
			`${seconds(first - last)} s; Patroni promoted ${fresh} ` +
			`${at ? seconds(at - began) : '?'} s after`);
		await mend(old);
		await this.whole(old);
		say(`${old} follows ${fresh} ${seconds(Date.now() - began)} s after`);
		for (const node of cluster.applications)
			await this.#served(node);
	}

	// Everybody is there again, and a commit is on two machines.
	async whole(node) {
		await until(() => this.cluster.whole(),
			`${node} follows the primary`, BACK_MS)
			.catch((error) => {
				throw new Error(`${error.message}\n` +
					this.cluster.tail(`${node} patroni`));
			});
	}

	async killKontor(node) {
		const { cluster, watch } = this;
		await this.acks(20, 'clients work');
		const began = Date.now();
		await cluster.stop(`${node} kontor`, 'SIGKILL');
		await this.acks(50, 'clients work through the other', began + 3000);
		const [last, first] = watch.gap(began);
		say(`Kontor of ${node} was killed: clients without an ` +
			`acknowledgement for ${seconds(first - last)} s`);
		cluster.kontor(node);
		await this.#served(node);
	}

	async restart(node) {
		const { cluster } = this;
		const it = cluster.running.get(`${node} kontor`);
		it.child.kill('SIGTERM');
		await until(async () => (await cluster.ask(node,
			cluster.port.KONTOR, '/readyz')).status === 503,
		'/readyz says that it stops');
		const end = await it.gone;
		need(end.code === 0, `it ended with ${JSON.stringify(end)}\n` +
			cluster.tail(`${node} kontor`));
		cluster.kontor(node);
		await this.#served(node);
		await pause(2500); // HAProxy sees it, too
	}

	// "busy" is an answer: two at one moment, and nothing was done.
	async rolling() {
		const { cluster, watch } = this;
		await this.acks(20, 'clients work');
		const before = watch.unknown.length;
		for (const node of cluster.applications)
			await this.restart(node);
		await this.acks(20, 'clients work');
		const since = watch.unknown.slice(before);
		const lost = since.filter((call) => !call.busy);
		say(`${since.length - lost.length} times busy while Kontors ` +
			'restarted');
		need(lost.length === 0, `${lost.length} calls without an answer: ` +
			lost.slice(0, 5).map((l) => l.why).join('; '));
	}

	// Two of three agree still.
	async killEtcd() {
		const { cluster } = this;
		const leader = await cluster.leader();
		await cluster.stop('db2 etcd', 'SIGKILL');
		await this.acks(200, 'clients work without it');
		need(await cluster.leader() === leader, 'the primary stays');
		cluster.etcd('db2');
		await until(async () => (await cluster.ask('db2',
			cluster.port.ETCD, '/health')).status === 200, 'it is back');
	}
}
