// Clients that go on: what was not answered is sent again under its id until
// it is, as real clients do. What they do all day is tests/crash's story.
import https from 'node:https';

import { Client, Gone, signIn } from '../crash/client.mjs';
import { postgresHex, postgresTables, tool } from '../crash/house.mjs';
import { Story, dice } from '../crash/story.mjs';
import { pause } from '../common.mjs';

// The front of an application's machine, as tests/crash knows a house.
export class Front {
	constructor(cluster, node, watch) {
		this.watch = watch;
		this.protocol = https;
		this.host = cluster.address[node];
		this.port = cluster.port.HTTPS;
		this.database = cluster.url();
		this.hex = postgresHex;
	}

	rows(sql) {
		return this.tables([sql])[0];
	}

	tables(statements) {
		return postgresTables(this.database, statements);
	}

	change(sql) {
		tool('psql', ['-q', '-v', 'ON_ERROR_STOP=1', '-c', sql,
			this.database]);
	}
}

// What all clients were told, with its moment.
export class Watch {
	constructor() {
		this.acks = [];    // moments of acknowledged writes
		this.refused = 0;
		this.unknown = []; // { at, why }: neither acknowledged nor refused
		this.faults = [];  // answers that call an outage a fault of ours
		this.signIns = 0;
	}

	told(answer) {
		if (answer.status < 300)
			this.acks.push(Date.now());
		else
			this.refused++;
	}

	// busy: the program says that nothing was done
	lost(words) {
		const busy = /The service is busy/.test(words);
		const why = busy ? 'busy' : words.replace(/<[^>]*>|\s+/g, ' ')
			.slice(0, 60).trim();
		this.unknown.push({ at: Date.now(), why, busy });
		if (/^(no token: |download )?500/.test(words))
			this.faults.push(words);
	}

	since(moment) {
		return this.acks.filter((at) => at > moment).length;
	}

	// The longest time without an acknowledgement that a moment is in, or
	// begins after it: [last before, first after].
	gap(moment) {
		const sorted = [...this.acks].sort((a, b) => a - b);
		let longest = [moment, moment];
		for (let i = 1; i < sorted.length; i++)
			if (sorted[i] > moment &&
			    sorted[i] - sorted[i - 1] > longest[1] - longest[0])
				longest = [sorted[i - 1], sorted[i]];
		return longest;
	}
}

class Stubborn extends Client {
	constructor(house, tenant, watch, seed) {
		super(house, tenant);
		this.watch = watch;
		this.dice = dice(seed);
	}

	// Until there is an answer of the program's own.
	async #until(act) {
		for (;;) {
			try {
				const answer = await act();
				if (!(answer?.status >= 500))
					return answer;
				this.watch.lost(`${answer.status} ` +
					String(answer.text).slice(0, 120));
			} catch (error) {
				if (!(error instanceof Gone) &&
				    !/no token: 5/.test(error.message))
					throw error;
				this.watch.lost(error.message || 'cut off');
			}
			await pause(200 + this.dice.below(300));
		}
	}

	async send(call) {
		if (this.dice.chance(0.03))
			await this.#signIn();
		const answer = await this.#until(async () => {
			const got = await super.send(call);
			// no answer: send() keeps the first it gets
			if (got.status >= 500)
				call.answer = null;
			return got;
		});
		this.watch.told(answer);
		return answer;
	}

	async get(path) {
		return this.#until(() => super.get(path));
	}

	async #signIn() {
		this.tenant.token = await this.#until(() => signIn(this.house,
			this.tenant.partner, 'admin_agent'));
		this.watch.signIns++;
	}

	// A transfer that broke off is not begun again: that would count.
	async download(method, token, headers) {
		const answer = await super.download(method, token, headers);
		if (answer.status >= 500) {
			this.watch.lost(`download ${answer.status} ${answer.bytes}`);
			throw new Gone(String(answer.status));
		}
		return answer;
	}
}

let nextSeed = 1;

export class Lasting extends Story {
	connect(house, tenant) {
		return new Stubborn(house, tenant, house.watch, nextSeed++);
	}

	async stopped(error) {
		if (!(error instanceof Gone))
			throw error;
		await pause(200);
	}
}
