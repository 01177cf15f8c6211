// What a client does all day: fills a cart, orders, looks at keys, downloads,
// cancels; some things twice at the same moment. It stops when the program
// goes away. Everything it was told is in the ledger.
import crypto from 'node:crypto';

import { Client, Gone } from './client.mjs';

// A small generator, so that a seed means the same acts again.
export function dice(seed) {
	let state = seed >>> 0;
	const next = () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let t = state;
		t = Math.imul(t ^ (t >>> 15), t | 1);
		t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
		return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
	};
	return {
		chance: (p) => next() < p,
		below: (n) => Math.floor(next() * n),
		pick: (list) => list[Math.floor(next() * list.length)],
	};
}

// What clients were told, over all rounds.
export class Ledger {
	constructor() {
		this.orders = new Map(); // id -> { tenant, customer, document, lines }
		this.keys = new Map();   // order-line -> the key
		this.links = new Map();  // token -> { order, line, file, started, done }
		this.problems = [];      // answers that may never be given
		this.counts = { carts: 0, checkouts: 0, cancels: 0, keys: 0, links: 0,
			downloads: 0, resumes: 0, heads: 0 };
	}

	problem(what, answer) {
		const said = answer ? `: ${answer.status} ${answer.text ?? ''}` : '';
		this.problems.push(`${what}${said}`.slice(0, 400));
	}

	// An order as an answer shows it.
	told(tenant, customer, document) {
		const known = this.orders.get(document.id) ??
			{ tenant, customer, id: document.id };
		known.document = document;
		this.orders.set(document.id, known);
		return known;
	}
}

const SECRET = /\b\d{4}(?:[ -]?\d{4}){7}\b/;
const TOKEN = /\/d\/([A-Za-z0-9_-]{20,})/;

export class Story {
	constructor(house, tenant, ledger, journal, seed) {
		this.client = this.connect(house, tenant);
		this.tenant = tenant;
		this.ledger = ledger;
		this.journal = journal;
		this.dice = dice(seed);
		this.mine = [];
	}

	connect(house, tenant) {
		return new Client(house, tenant);
	}

	// What a day ended with before its end: here it ends the story.
	async stopped(error) {
		throw error;
	}

	// Until the program goes away, or done() says that it is enough.
	async run(done) {
		try {
			while (!done())
				await this.#day().catch((error) =>
					this.stopped(error));
		} catch (error) {
			if (!(error instanceof Gone))
				throw error;
		} finally {
			this.client.close();
		}
	}

	async #day() {
		const order = await this.#buy();
		if (order) {
			this.mine.push(order);
			await this.#use(order);
		}
		if (this.dice.chance(0.5) && this.mine.length > 0)
			await this.#cancel(this.dice.pick(this.mine));
		if (this.dice.chance(0.2) && this.mine.length > 0)
			await this.#use(this.dice.pick(this.mine));
	}

	async #call(call) {
		return this.client.send(this.journal.add(
			{ tenant: this.tenant, ...call }));
	}

	// Once, or twice at the same moment under two ids: one may succeed.
	async #once(call, risk) {
		const times = this.dice.chance(risk) ? 2 : 1;
		const effect = crypto.randomUUID();
		const sent = [];
		for (let i = 0; i < times; i++)
			sent.push(this.#call({ ...call, effect }));
		const results = await Promise.allSettled(sent);
		const gone = results.find((r) => r.status === 'rejected');
		if (gone)
			throw gone.reason;
		return results.map((r) => r.value).find((a) => a.status < 300) ??
			results[0].value;
	}

	async #buy() {
		const customer = this.dice.pick(this.tenant.customers);
		const lines = [];
		for (let n = 1 + this.dice.below(3); n > 0; n--) {
			const item = this.dice.chance(0.05) ? customer.scarce :
				this.dice.pick(customer.items);
			lines.push({ catalogItemId: item.id, billingCycle: 'one_time',
				termDuration: item.term || undefined,
				quantity: 1 + this.dice.below(20) });
		}
		const cart = await this.#call({ kind: 'cart', customer: customer.id,
			method: 'POST', path: `/customers/${customer.id}/carts`,
			body: { lineItems: lines } });
		if (cart.status !== 201)
			return null; // the checks say so
		const answer = await this.#once({ kind: 'checkout',
			customer: customer.id, lines, method: 'POST',
			path: `/customers/${customer.id}/carts/${cart.json.id}/checkout`,
		}, 0.2);
		if (answer.status !== 201)
			return null;
		return this.ledger.told(this.tenant, customer.id,
			answer.json.orders[0]);
	}

	async #use(order) {
		for (const line of order.document.lineItems) {
			const where = { order: order.id, line: line.lineItemNumber,
				customer: order.customer,
				base: `/customers/${order.customer}/software/` +
					`${order.id}-${line.lineItemNumber}` };
			if (this.dice.chance(0.6))
				await this.#key(where);
			if (this.dice.chance(0.5))
				await this.#link(where, line.offerId.split(':')[0]);
		}
	}

	async #key(where) {
		await this.#call({ kind: 'key', ...where, method: 'POST',
			path: `${where.base}/key`, body: {} });
	}

	async #link(where, product) {
		const file = this.dice.pick(this.tenant.files[product] ?? []);
		if (!file)
			return;
		const answer = await this.#call({ kind: 'link', ...where, file,
			method: 'POST', path: `${where.base}/links`,
			body: { fileId: file.file_id } });
		const token = answer.text.match(TOKEN)?.[1];
		if (answer.status < 300 && token)
			await this.#fetch(token, where, file);
	}

	async #fetch(token, where, file) {
		const link = this.ledger.links.get(token) ??
			{ ...where, file: file.file_id, started: 0, done: 0 };
		this.ledger.links.set(token, link);
		if (this.dice.chance(0.3))
			await this.#head(token, file);
		link.started++;
		const answer = await this.client.download('GET', token);
		if (answer.status === 503)
			throw new Gone('503');
		if (answer.status !== 200) {
			this.ledger.problem('a live link is refused', answer);
			return;
		}
		link.done++;
		this.ledger.counts.downloads++;
		if (sha256(answer.bytes) !== file.sha256)
			this.ledger.problem(`a download of ${file.file_id} differs`);
		if (this.dice.chance(0.4))
			await this.#resume(token, file, answer.bytes);
	}

	async #head(token, file) {
		const answer = await this.client.download('HEAD', token);
		this.ledger.counts.heads++;
		if (answer.status !== 503 && (answer.status !== 200 ||
		    Number(answer.headers['content-length']) !== file.size))
			this.ledger.problem('HEAD of a live link', answer);
	}

	// Free within a day of a counted start (ruling 15).
	async #resume(token, file, whole) {
		const from = 1 + this.dice.below(file.size - 1);
		const answer = await this.client.download('GET', token,
			{ Range: `bytes=${from}-` });
		if (answer.status === 503)
			throw new Gone('503');
		this.ledger.counts.resumes++;
		if (answer.status !== 206 ||
		    !answer.bytes.equals(whole.subarray(from)))
			this.ledger.problem('a resumed download differs', answer);
	}

	async #cancel(order) {
		const left = order.document.lineItems.filter((l) => l.quantity > 0);
		if (left.length === 0)
			return;
		// the whole order, or one line of it
		const lines = this.dice.chance(0.3) ? left : [this.dice.pick(left)];
		const path = `/customers/${order.customer}/orders/${order.id}`;
		const preview = await this.client.get(`${path}/cancellation`);
		const answer = await this.#once({ kind: 'cancel', order: order.id,
			customer: order.customer, preview: preview.json,
			lines: lines.map((l) => l.lineItemNumber),
			method: 'PATCH', path,
			body: { id: order.id, status: 'cancelled',
				lineItems: lines.map((l) => ({ offerId: l.offerId,
					lineItemNumber: l.lineItemNumber })) },
		}, 0.2);
		if (answer.status === 200)
			this.ledger.told(this.tenant, order.customer, answer.json);
	}
}

export function sha256(bytes) {
	return crypto.createHash('sha256').update(bytes).digest('hex');
}

export function secretOf(text) {
	return text.match(SECRET)?.[0].replace(/[ -]/g, '') ?? null;
}
