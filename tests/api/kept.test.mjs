/* Answers that are kept in memory are never stale, and never another's. */
import { admin, equal, ok, test, uuid } from './lib.mjs';
import { server2019, shop } from './shop.mjs';

test('a kept list of customers shows the next one at once', async (k) => {
	const a = admin(k);
	const domain = `k${uuid().slice(0, 12)}.example`;
	const before = (await a.get('/customers?size=500')).json;
	const again = (await a.get('/customers?size=500')).json;

	equal(before.items, again.items);
	const made = await a.post('/customers', { companyProfile: { domain },
		billingProfile: { culture: 'en-US', email: 'a@b.example',
			language: 'en', companyName: 'Kept', defaultAddress: {
				firstName: 'A', lastName: 'B', addressLine1: '1',
				city: 'C', state: 'WA', postalCode: '98052',
				country: 'US' } } });
	const after = (await a.get('/customers?size=500')).json;

	equal(made.status, 201);
	equal(before.totalCount + 1, after.totalCount);
	ok(after.items.some((c) => c.id === made.json.id));
});

test('a kept list is the tenant’s own', async (k) => {
	const first = (await admin(k).get('/customers?size=500')).json;
	const second = (await admin(k, 1).get('/customers?size=500')).json;
	const ids = new Set(first.items.map((c) => c.id));

	ok(!second.items.some((c) => ids.has(c.id)));
});

test('a kept order shows its cancellation at once', async (k) => {
	const s = await shop(k, 'EE');
	const order = await s.order(server2019);
	const path = `${s.path}/orders/${order.id}`;
	const before = (await s.who.get(path)).json;

	equal(before, (await s.who.get(path)).json);
	equal(before.lineItems[0].quantity, 1);
	equal((await s.cancel(order)).status, 200);
	const after = (await s.who.get(path)).json;

	equal(after.status, 'cancelled');
	equal(after.lineItems[0].quantity, 0);
});

test('with prices and without are two answers', async (k) => {
	const s = await shop(k, 'EE');
	const order = await s.order(server2019);
	const path = `${s.path}/orders/${order.id}`;

	equal((await s.who.get(path)).json.totalPrice, undefined);
	ok((await s.who.get(`${path}?include_price=true`)).json.totalPrice > 0);
	equal((await s.who.get(path)).json.totalPrice, undefined);
});
