/*
 * What clients do while something breaks: orders of one customer, and what
 * they were told about them.
 */
import { admin, customer, equal, ok, send, token, uuid } from './lib.mjs';

const SKUS = [['KS19WSSTD001', '0001'], ['KS19VSPRO001', '0001']];

export class Shop {
	/* Reads all it needs while nothing is broken. */
	static async open(it, n = 0) {
		const shop = new Shop();

		shop.it = it;
		shop.n = n;
		shop.who = admin(it, n);
		shop.path = `/customers/${customer(it, null, n).id}`;
		shop.items = [];
		for (const [product, sku] of SKUS) {
			const a = await shop.who.get(`${shop.path}/products/${product}` +
				`/skus/${sku}/availabilities`);
			equal(200, a.status, a.text);
			shop.items.push(a.json.items[0].catalogItemId);
		}
		shop.told = new Map(); /* request id -> { call, answer } */
		return shop;
	}

	/* The same shop at a server started anew. */
	at(it) {
		const shop = Object.assign(new Shop(), this);

		shop.it = it;
		it.tokens = new Map(this.it.tokens);
		shop.who = admin(it, this.n);
		return shop;
	}

	/* A call under an id of its own; null when the connection broke. */
	async act(path, body, id = uuid()) {
		const headers = { 'MS-RequestId': id,
			Authorization: `Bearer ${await token(this.it,
				this.who.partner, this.who.user)}` };
		let answer = null;

		try {
			answer = await send(this.it, 'POST', `/v1${this.path}${path}`,
				{ body, headers, strict: false });
			answer.json = JSON.parse(answer.text);
		} catch (error) {
			if (error.syscall === undefined &&
			    error.code !== 'ECONNRESET')
				throw error; /* the answer is malformed */
		}
		if (answer?.status === 201)
			this.told.set(id, { path, body, answer,
				at: this.moment?.() });
		return answer;
	}

	cart(id) {
		return this.act('/carts', { lineItems: this.items.map(
			(catalogItemId, i) => ({ catalogItemId, quantity: i + 1,
				id: i, billingCycle: 'one_time' })) }, id);
	}

	checkout(cart, id) {
		return this.act(`/carts/${cart.id}/checkout`, undefined, id);
	}

	/* A cart and its checkout; null when either was not done. */
	async buy() {
		const cart = await this.cart();

		return cart?.status === 201 ? this.checkout(cart.json) : null;
	}

	/* Until over() or the connection breaks; the number bought. */
	async buyUntil(over) {
		let count = 0;

		while (!over()) {
			const bought = await this.buy();
			if (bought === null && !this.it.running)
				break;
			count += bought?.status === 201;
		}
		return count;
	}

	/* Everything they were told is there, and an act sent again is the same
	 * answer and no second act. */
	async keptAll() {
		ok(this.told.size > 0, 'somebody was told something');
		await this.kept([...this.told]);
	}

	async kept(told) {
		for (const [id, { path, body, answer }] of told) {
			const again = await this.act(path, body, id);
			equal([201, answer.text], [again?.status, again?.text]);
			for (const order of answer.json.orders ?? []) {
				const a = await this.who.get(
					`${this.path}/orders/${order.id}`);
				equal([200, JSON.stringify(order)],
					[a.status, a.text]);
			}
		}
	}
}

/* A refusal of ours for a while: status, code, and that nothing changed. */
export function refused(answer) {
	equal([503, 800003], [answer?.status, answer?.json?.code], answer?.text);
	ok(/nothing was changed/i.test(answer.json.description), answer.text);
}
