// After a restart: what clients were told against what is there. Every check
// adds the breaches it finds to the findings of its property.
import { Client } from './client.mjs';
import { brokenLeaves, propertiesSince, soundFile, wrongCredits } from './rows.mjs';
import { secretOf } from './story.mjs';

const SAMPLE = 40; // answered calls that are sent once more, a round

export class Findings {
	constructor() {
		this.lists = new Map();
	}

	bad() {
		return [...this.lists.values()].some((list) => list.length > 0);
	}

	of(property) {
		if (!this.lists.has(property))
			this.lists.set(property, []);
		return this.lists.get(property);
	}

	// Each property is listed once it was looked at, also without a breach.
	need(property, truth, what) {
		const list = this.of(property);
		if (!truth)
			list.push(what);
	}
}

export const said = {
	answered: 'every unanswered call gets its answer when it is sent again',
	again: 'a call sent again gets the first answer, byte for byte',
	once: 'of two acts at one moment one succeeds, the other is told why not',
	legal: 'nothing is answered but what the API documents',
	orders: 'every order a client was told of is shown as it was told',
	nothingMore: 'there is exactly what clients ordered, no more and no less',
	recorded: 'the log shows every act once, under its request',
	keys: 'a key stays the same, and each showing is in the log',
	downloads: 'downloads are counted: each finished one, none that never began',
	credits: 'every credit is what was previewed and what the formula gives',
	leaves: 'every row of the log fits its leaf',
	outside: 'clients see nothing odd while the program runs',
};

// Refusals that can be right: the other of two acts came first, no key is in
// stock, the line is cancelled, the window passed.
const refusals = {
	cart: [],
	checkout: [[400, 800065], [409, 800064]],
	cancel: [[409, 800061], [400, 900117], [409, 800014]],
	key: [[409, 3000]],
	link: [[409, 3000]],
};

// An amount of an answer in whole units of its currency.
function minor(amount, currency) {
	const { maximumFractionDigits } = new Intl.NumberFormat('en',
		{ style: 'currency', currency }).resolvedOptions();
	return Math.round(amount * 10 ** maximumFractionDigits);
}

const good = (answer) => answer !== null && answer.status < 300;
const name = (call) => `${call.kind} ${call.path} ${call.id}`;
const show = (answer) => `${answer?.status} ${answer?.text}`.slice(0, 200);

export class Checks {
	constructor(house, ledger, findings) {
		this.house = house;
		this.ledger = ledger;
		this.findings = findings;
		this.done = []; // all calls that had effects, of all rounds
	}

	need(property, truth, what) {
		this.findings.need(property, truth, what);
	}

	// A round's journal, after the restart.
	async round(journal) {
		const clients = new Map();
		const clientOf = (call) => {
			if (!clients.has(call.tenant))
				clients.set(call.tenant,
					new Client(this.house, call.tenant, 150));
			return clients.get(call.tenant);
		};
		this.rows();
		await this.#retry(journal.open(), clientOf);
		await this.#again(journal.calls, clientOf);
		this.#verdicts(journal.calls);
		await this.#orders(journal.calls, clientOf);
		this.#recorded(journal.calls);
		this.#keys(journal.calls);
		this.rows();
		this.#totals();
		this.#downloads();
		this.need(said.outside, this.ledger.problems.length === 0,
			this.ledger.problems.splice(0).join('; '));
		for (const client of clients.values())
			client.close();
	}

	async #retry(calls, clientOf) {
		for (const call of calls) {
			await clientOf(call).send(call);
			this.need(said.answered, call.answer.status < 500,
				`${name(call)}: ${show(call.answer)}`);
		}
	}

	// Secrets are rendered anew, so the same key may come with other dates.
	async #again(calls, clientOf) {
		const step = Math.max(1, Math.floor(calls.length / SAMPLE));
		for (let i = 0; i < calls.length; i += step) {
			const call = calls[i];
			if (call.kind === 'link' || call.kind === 'key')
				continue;
			const first = call.answer;
			const second = await clientOf(call).send(call);
			this.need(said.again, first.status === second.status &&
				first.text === second.text, `${name(call)}: ` +
				`${show(first)} and then ${show(second)}`);
		}
	}

	#verdicts(calls) {
		const effects = new Map();
		for (const call of calls) {
			const legal = good(call.answer) ||
				refusals[call.kind].some(([status, code]) =>
					status === call.answer.status &&
					code === call.answer.json?.code);
			this.need(said.legal, legal, `${name(call)}: ` +
				`${show(call.answer)}`);
			if (good(call.answer))
				this.done.push(call);
			if (call.effect)
				effects.set(call.effect, [
					...effects.get(call.effect) ?? [], call]);
		}
		for (const same of effects.values()) {
			const won = same.filter((call) => good(call.answer)).length;
			const passed = same.every((call) =>
				call.answer.json?.code === 900117);
			this.need(said.once, won === 1 || passed,
				`${won} of ${same.map(name).join(', ')}`);
		}
	}

	// The last answer about an order is how it is shown now.
	async #orders(calls, clientOf) {
		const touched = new Map();
		for (const call of calls) {
			if (!good(call.answer))
				continue;
			if (call.kind === 'checkout')
				for (const order of call.answer.json.orders)
					touched.set(order.id, this.ledger.told(
						call.tenant, call.customer, order));
		}
		for (const call of calls)
			if (good(call.answer) && call.kind === 'cancel')
				touched.set(call.order, this.ledger.told(
					call.tenant, call.customer,
					call.answer.json));
		for (const order of touched.values()) {
			const answer = await clientOf(order).get(
				`/customers/${order.customer}/orders/${order.id}`);
			this.need(said.orders, answer.status === 200 &&
				answer.text === JSON.stringify(order.document),
			`${order.id}: ${show(answer)}`);
		}
		this.#credits(calls);
	}

	// What the client saw before it cancelled is what it got.
	#credits(calls) {
		const rows = new Map(this.house.rows(`SELECT order_id || '-' ||
			line_number AS place, currency, net_minor AS net,
			tax_minor AS tax, gross_minor AS gross
			FROM charge WHERE kind = 'cancel'`)
			.map((row) => [row.place, row]));
		for (const call of calls)
			if (call.kind === 'cancel' && good(call.answer))
				for (const line of call.lines)
					this.#credit(call, line,
						rows.get(`${call.order}-${line}`));
		for (const line of wrongCredits(this.house))
			this.need(said.credits, false, JSON.stringify(line));
		this.need(said.credits, true);
	}

	#credit(call, line, row) {
		const seen = call.preview?.lineItems
			?.find((l) => l.lineItemNumber === line)?.credit;
		const same = seen !== undefined && row !== undefined &&
			['net', 'tax', 'gross'].every((what) =>
				minor(seen[what], row.currency) === row[what]);
		this.need(said.credits, same, `${call.order}-${line}: ` +
			`${JSON.stringify(seen)} and ${JSON.stringify(row)}`);
	}

	#recorded(calls) {
		const wanted = {
			checkout: ['create_order', (call) =>
				call.answer.json.orders.length],
			cancel: ['cancel_order', (call) => call.lines.length],
			key: ['get_software_key', () => 1],
			link: ['get_software_download_link', () => 1],
		};
		const rows = this.#counts(`SELECT request_id || ' ' || action AS what,
			COUNT(*) AS n FROM activity WHERE result = 'done'
			GROUP BY 1`);
		for (const call of calls) {
			if (!wanted[call.kind])
				continue;
			const [action, number] = wanted[call.kind];
			const want = good(call.answer) ? number(call) : 0;
			const got = rows.get(`${call.id} ${action}`) ?? 0;
			this.need(said.recorded, want === got,
				`${name(call)}: ${got} rows, not ${want}`);
		}
	}

	#counts(sql) {
		return new Map(this.house.rows(sql).map((r) => [r.what, r.n]));
	}

	#keys(calls) {
		for (const call of calls) {
			if (call.kind !== 'key' || !good(call.answer))
				continue;
			const place = `${call.order}-${call.line}`;
			const key = secretOf(call.answer.text);
			const known = this.ledger.keys.get(place) ?? key;
			this.need(said.keys, key !== null && key === known,
				`${place}: ${show(call.answer)}`);
			this.ledger.keys.set(place, known);
		}
		const different = new Set(this.ledger.keys.values());
		this.need(said.keys, different.size === this.ledger.keys.size,
			'two purchases have one key');
	}

	// Nothing is unknown any more, so the numbers must be exact.
	#totals() {
		const sum = (kind, number = () => 1) => this.done
			.filter((call) => call.kind === kind)
			.reduce((n, call) => n + number(call), 0);
		const wanted = {
			carts: sum('cart'),
			orders: this.ledger.orders.size,
			lines: sum('checkout', (call) => call.lines.length),
			cancellations: sum('cancel', (call) => call.lines.length),
			showings: sum('key'),
		};
		const now = this.#inventory();
		for (const what of Object.keys(wanted)) {
			const got = now.get(what) - this.before.get(what);
			this.need(said.nothingMore, got === wanted[what],
				`${got} ${what} are there, ${wanted[what]} were told`);
		}
	}

	#inventory() {
		return this.#counts(`
			SELECT 'carts' AS what, COUNT(*) AS n FROM cart
			UNION ALL SELECT 'orders', COUNT(*) FROM orders
			UNION ALL SELECT 'lines', COUNT(*) FROM order_line
			UNION ALL SELECT 'cancellations', COUNT(*) FROM cancellation
			UNION ALL SELECT 'showings', COUNT(*) FROM activity
				WHERE action = 'get_software_key' AND result = 'done'`);
	}

	// Before the first act.
	begin() {
		this.before = this.#inventory();
		this.properties = propertiesSince(this.house
			.rows('SELECT cart_id FROM cart')
			.map((row) => `'${row.cart_id}'`).join(', '));
		if (!this.house.database)
			this.properties.push(soundFile);
		this.rows();
	}

	#downloads() {
		const counted = this.#counts(`SELECT order_id || '-' || line_number
			|| ' ' || file_id AS what, SUM(downloads) AS n
			FROM download_link GROUP BY 1`);
		const told = new Map();
		for (const link of this.ledger.links.values()) {
			const place = `${link.order}-${link.line} ${link.file}`;
			const sum = told.get(place) ?? { started: 0, done: 0 };
			sum.started += link.started;
			sum.done += link.done;
			told.set(place, sum);
		}
		for (const [place, { started, done }] of told) {
			const got = counted.get(place) ?? 0;
			this.need(said.downloads, done <= got && got <= started,
				`${place}: ${got} counted, ${done} of ${started} done`);
		}
		this.need(said.downloads, true);
	}

	rows() {
		const tables = this.house.tables(
			this.properties.map(([, sql]) => sql));
		this.properties.forEach(([property], i) => this.need(property,
			tables[i].length === 0,
			JSON.stringify(tables[i].slice(0, 3))));
		const bad = brokenLeaves(this.house, 2000);
		this.need(said.leaves, bad.length === 0,
			JSON.stringify(bad.slice(0, 3)));
	}
}
