/* Cancelling: who, what, until when, and what comes back (E-01 to E-69). */
import { admin, equal, expectError, ok, test, uuid, withRole } from './lib.mjs';
import { cents, red_hat, reservation, seats_monthly, server2019, share, shop,
	sql_three_years, sql_year, suse, timed, visual_studio, windows7
	} from './shop.mjs';

/* ---- windows ---- */

/* ordered, edition, last day, [instant, days that remain; -1 refused]... */
const windows = [
	['E-01', '2019-12-18T10:00:00Z', '2019-12-18', '2020-02-16',
		['2020-02-16T23:59:50Z', 0], ['2020-02-17T00:00:00Z', -1]],
	['E-03', '2020-01-01T00:00:00Z', '2019-12-18', '2020-03-01',
		['2020-02-29T12:00:00Z', 1]],
	['E-04', '2021-01-01T12:00:00Z', '2019-12-18', '2021-03-02'],
	['E-05', '2021-01-28T23:59:50Z', '2019-12-18', '2021-03-29'],
	['E-06', '2021-01-29T00:00:00Z', '2021-01-29', '2021-03-30'],
	['E-07', '2021-03-10T00:00:00Z', '2021-03-08', '2021-05-09',
		['2021-05-09T23:59:50Z', 0], ['2021-05-10T00:00:00Z', -1]],
	['E-10', '2021-06-01T23:59:50Z', '2021-03-08', '2021-07-31'],
	['E-11', '2021-06-02T00:00:00Z', '2021-06-02', '2021-07-02'],
	['E-13', '2021-05-31T12:00:00Z', '2021-03-08', '2021-07-30',
		['2021-07-20T12:00:00Z', 10]],
	['E-14', '2021-06-10T09:00:00Z', '2021-06-02', '2021-07-10',
		['2021-06-10T10:00:00Z', 30]],
	['E-15', '2021-12-15T12:00:00Z', '2021-06-02', '2022-01-14'],
	['E-16', '2024-01-31T12:00:00Z', '2021-06-02', '2024-03-01'],
	['E-18', '2019-11-30T00:00:00Z', '2019-12-18', '2020-01-29'],
];

for (const [name, ordered, edition, last, ...looks] of windows)
	test(`${name}: the window of ${ordered}`, timed('DE', async (s) => {
		await s.now(ordered);
		const order = await s.order(server2019);
		const line = (await s.offer(order)).lineItems[0];

		equal([true, edition, last], [line.allowed, line.edition,
			line.lastDay]);
		for (const [at, days] of looks) {
			await s.now(at);
			const then = (await s.offer(order)).lineItems[0];

			equal([days >= 0, days < 0 ? undefined : days],
				[then.allowed, then.daysRemaining], at);
			if (days >= 0)
				continue;
			equal(900117, then.refusal.code);
			const a = await expectError(s.cancel(order), 400, 900117);
			ok(a.json.description.includes(last), a.text);
			ok(/\b(60|30)\b/.test(a.json.description), a.text);
		}
		if (looks.some(([, days]) => days >= 0)) {
			await s.now(looks.find(([, days]) => days >= 0)[0]);
			equal(200, (await s.cancel(order)).status);
		}
	}));

test('a product with a window of its own', timed('DE', async (s) => {
	await s.now('2021-06-10T09:00:00Z');
	const order = await s.order(visual_studio);
	const line = (await s.offer(order)).lineItems[0];

	equal(['2021-06-24', true], [line.lastDay, line.decision.ownWindow]);
	await s.now('2021-06-25T00:00:00Z');
	await expectError(s.cancel(order), 400, 900117);
}));

/* ---- credit ---- */

/* what, ordered, cancelled, unused days, days of the term (0: all of it) */
const credits = [
	['E-19', server2019, '2021-03-10', '2021-05-09', 0, 0],
	['E-20', sql_year, '2021-03-10', '2021-03-10', 365, 365],
	['E-21', sql_year, '2021-03-10', '2021-03-11', 364, 365],
	['E-22', sql_year, '2021-03-10', '2021-04-09', 335, 365],
	['E-23', sql_year, '2021-03-10', '2021-05-09', 305, 365],
	['E-24', sql_three_years, '2021-06-10', '2021-07-10', 1066, 1096],
	['E-25', sql_three_years, '2021-03-10', '2021-05-09', 1036, 1096],
	['E-28', sql_year, '2020-02-29', '2020-03-30', 335, 365],
	['E-29', sql_year, '2019-12-20', '2020-02-18', 306, 366],
];

for (const [name, what, ordered, cancelled, unused, term] of credits)
	test(`${name}: the credit on ${cancelled}`, timed('DE', async (s) => {
		await s.now(`${ordered}T10:00:00Z`);
		const order = await s.order([...what, 3]);
		const paid = (await s.who.get(`${s.path}/orders/${order.id}` +
			'?include_price=true')).json.lineItems[0].pricing;

		await s.now(`${cancelled}T12:00:00Z`);
		const line = (await s.offer(order)).lineItems[0];
		const net = cents(paid.extendedPrice);
		const { credit } = line;

		equal([0, cancelled.slice(0, 7)], [credit.fee,
			line.invoiceMonth]);
		equal(term === 0 ? [undefined, undefined] : [unused, term],
			[credit.unusedDays, credit.termDays]);
		equal(-(term === 0 ? net : share(net, unused, term)),
			cents(credit.net));
		equal(cents(credit.gross),
			cents(credit.net) + cents(credit.tax));
		equal(200, (await s.cancel(order)).status);
		const after = (await s.offer(order)).lineItems[0];
		equal([false, 800061, undefined, 0], [after.allowed,
			after.refusal.code, after.credit, after.quantity]);
	}));

/* ---- bodies ---- */

const bodies = {
	'the documented one': (o, l) => ({ id: o.id, status: 'cancelled',
		lineItems: [{ lineItemNumber: l.lineItemNumber,
			offerId: l.offerId }] }),
	'PascalCase with nulls and zero dates': (o, l) => ({ Id: o.id,
		AlternateId: null, ReferenceCustomerId: o.referenceCustomerId,
		BillingCycle: 'unknown', CreationDate: '0001-01-01T00:00:00',
		Status: 'Cancelled', TotalPrice: null, LineItems: [{
			LineItemNumber: l.lineItemNumber, OfferId: l.offerId,
			SubscriptionId: null, Quantity: l.quantity,
			ProvisioningContext: null, Links: null }],
		Attributes: { Etag: null, ObjectType: 'Order' } }),
	'canceled': (o, l) => ({ status: 'canceled', lineItems: [
		{ lineItemNumber: `${l.lineItemNumber}`, quantity: 0 }] }),
	'an enum\'s number': (o, l) => ({ id: o.id, status: 3, lineItems: [
		{ lineItemNumber: l.lineItemNumber, quantity: 99 }] }),
	'the whole order, read and changed': (o) => ({ ...o,
		status: 'cancelled', lineItems: [o.lineItems[0]] }),
};

for (const [name, body] of Object.entries(bodies))
	test(`a line is cancelled by ${name}`, async (k) => {
		const s = await shop(k, 'DE');
		const order = await s.order([...server2019, 2], sql_year);
		const a = await s.who.patch(`${s.path}/orders/${order.id}`,
			body(order, order.lineItems[0]));

		equal(200, a.status, a.text);
		equal(['completed', [0, 1]], [a.json.status,
			a.json.lineItems.map((l) => l.quantity)]);
		equal(a.text, (await s.get(order)).text);
	});

test('a change that is no cancellation is refused', async (k) => {
	const s = await shop(k, 'DE');
	const order = await s.order(server2019, sql_year);
	const line = { lineItemNumber: 0, offerId: order.lineItems[0].offerId };
	const wrong = [
		[{}, 800042],
		[{ id: order.id }, 800042],
		[{ status: 'completed' }, 800042],
		[{ status: 'pending' }, 800042],
		[{ ...order, billingCycle: 'annual' }, 6001],
		[{ status: 'gone' }, 900126],
		[{ status: 9 }, 900126],
		[{ status: {} }, 800002],
		[{ id: 'another', status: 'cancelled' }, 800002],
		[{ id: 5, status: 'cancelled' }, 800002],
		[{ status: 'cancelled', lineItems: {} }, 800002],
		[{ status: 'cancelled', lineItems: [{}] }, 800002],
		[{ status: 'cancelled', lineItems: [{ lineItemNumber: 'x' }] },
			800002],
		[{ status: 'cancelled', lineItems: [{ lineItemNumber: 2 }] },
			800071],
		[{ status: 'cancelled', lineItems: [{ lineItemNumber: -1 }] },
			800071],
		[{ status: 'cancelled', lineItems: [line,
			{ lineItemNumber: 7 }] }, 800071],
		[{ status: 'cancelled', lineItems: [{ ...line,
			offerId: order.lineItems[1].offerId }] }, 800004],
	];

	for (const [body, code] of wrong)
		await expectError(s.who.patch(`${s.path}/orders/${order.id}`,
			body), 400, code);
	equal(JSON.stringify(order), (await s.get(order)).text);
});

/* ---- who, and what is never ---- */

test('E-52: a Global admin alone may not cancel', async (k) => {
	const s = await shop(k, 'DE');
	const order = await s.order(server2019);
	const path = `${s.path}/orders/${order.id}`;
	const global = withRole(k, 'global_admin');

	await expectError(global.patch(path, { status: 'cancelled' }), 403,
		900150);
	equal(900150, (await global.get(`${path}/cancellation`)).json
		.lineItems[0].refusal.code);
	equal(200, (await withRole(k, 'admin_agent').patch(path,
		{ status: 'cancelled' })).status);
});

test('E-58: Windows 7 ESU is cancelled by request', timed('DE', async (s) => {
	await s.now('2020-02-01T10:00:00Z');
	const order = await s.order(windows7);
	const line = (await s.offer(order)).lineItems[0];

	equal([false, 'support_request', true], [line.allowed, line.route,
		line.decision.supportLink]);
	const a = await expectError(s.cancel(order), 400, 800061);
	ok(a.json.description.includes('R-079'), a.text);
}));

for (const [name, what] of [['SUSE', suse], ['Red Hat', red_hat]])
	test(`E-60: a ${name} plan is never cancelled`, async (k) => {
		const s = await shop(k, 'DE');
		const order = await s.order(what);
		const line = (await s.offer(order)).lineItems[0];

		equal([false, 'none', false], [line.allowed, line.route,
			line.decision.supportLink]);
		const a = await expectError(s.cancel(order), 400, 800061);
		ok(a.json.description.includes('R-082'), a.text);
	});

test('E-61: the call needs no checkbox', timed('DE', async (s) => {
	await s.now('2021-03-10T10:00:00Z');
	const order = await s.order(server2019);

	equal(true, (await s.offer(order)).lineItems[0].decision
		.acknowledgementRequired);
	equal(200, (await s.cancel(order)).status);
}));

/* ---- lines ---- */

test('E-64: of two orders only the chosen one', async (k) => {
	const s = await shop(k, 'DE');
	const one = await s.order(server2019);
	const two = await s.order(server2019);

	equal('cancelled', (await s.cancel(one)).json.status);
	equal(JSON.stringify(two), (await s.get(two)).text);
});

test('E-65: line by line', async (k) => {
	const s = await shop(k, 'DE');
	const order = await s.order([...sql_year, 2], [...server2019, 4]);
	const first = await s.cancel(order, [0]);

	equal(['completed', [0, 4]], [first.json.status,
		first.json.lineItems.map((l) => l.quantity)]);
	await expectError(s.cancel(order, [0]), 409, 800061);
	const second = await s.cancel(order, [1]);
	equal(['cancelled', [0, 0]], [second.json.status,
		second.json.lineItems.map((l) => l.quantity)]);
});

test('a whole order passes over what was cancelled', async (k) => {
	const s = await shop(k, 'DE');
	const order = await s.order(sql_year, server2019);

	equal(200, (await s.cancel(order, [1])).status);
	equal('cancelled', (await s.cancel(order)).json.status);
	await expectError(s.cancel(order), 409, 800061);
});

test('E-66: one SUSE line refuses the whole order', async (k) => {
	const s = await shop(k, 'DE');
	const order = await s.order(server2019, suse);

	await expectError(s.cancel(order), 400, 800061);
	equal(JSON.stringify(order), (await s.get(order)).text);
	await expectError(s.cancel(order, [0, 1]), 400, 800061);
	equal(JSON.stringify(order), (await s.get(order)).text);
	equal(200, (await s.cancel(order, [0])).status);
});

/* ---- twice ---- */

const updates = async (s, order) => (await s.who.get('/auditrecords')).json
	.items.filter((r) => r.operationType === 'update_order' &&
		r.operationStatus === 'succeeded' &&
		JSON.stringify(r).includes(order.id)).length;

test('E-67: two at the same moment: one 200, one 409, one record', async (k) => {
	const s = await shop(k, 'DE');

	for (let round = 0; round < 5; round++) {
		const order = await s.order(server2019);
		const two = await Promise.all([s.cancel(order),
			s.cancel(order)]);

		equal([200, 409], two.map((a) => a.status).sort());
		equal(800061, two.find((a) => a.status === 409).json.code);
		equal(1, await updates(s, order));
	}
});

test('a repeated cancellation is the same answer', async (k) => {
	const s = await shop(k, 'DE');
	const order = await s.order(server2019);
	const id = { 'MS-RequestId': uuid() };
	const all = await Promise.all(Array.from({ length: 5 }, () =>
		s.cancel(order, undefined, id)));

	equal([200], [...new Set(all.map((a) => a.status))]);
	equal(1, new Set(all.map((a) => a.text)).size);
	equal(1, await updates(s, order));
	await expectError(s.cancel(order), 409, 800061);
});

test('a refused cancellation is repeated as it was', timed('DE', async (s) => {
	await s.now('2021-06-10T10:00:00Z');
	const order = await s.order(server2019);
	const id = { 'MS-RequestId': uuid() };

	await s.now('2021-07-11T00:00:00Z');
	const first = await expectError(s.cancel(order, undefined, id), 400,
		900117);
	await s.now('2021-07-10T23:00:00Z');
	equal(first.text, (await s.cancel(order, undefined, id)).text);
	equal(200, (await s.cancel(order)).status);
}));

test('E-68: everything shows it on the next read', async (k) => {
	const s = await shop(k, 'NL');
	const order = await s.order(server2019);

	equal(200, (await s.cancel(order)).status);
	equal('cancelled', (await s.who.get(`${s.path}/orders`)).json.items
		.find((o) => o.id === order.id).status);
	equal(0, (await s.who.get(`${s.path}/entitlements`)).json.items
		.find((e) => e.referenceOrder.id === order.id).quantity);
});

/* ---- the sandbox ---- */

test('a sandbox order is cancelled by id and status alone', timed('AU',
	async (s) => {
		await s.now('2021-06-10T10:00:00Z');
		const seats = await s.order([...seats_monthly, 2]);
		const software = await s.order(server2019);

		equal('cancelled', (await s.cancel(software)).json.status);
		await s.now('2021-08-09T10:00:00Z');
		const a = await s.cancel(seats);
		equal(['cancelled', 0], [a.json.status,
			a.json.lineItems[0].quantity]);
		equal('deleted', (await s.who.get(`${s.path}/subscriptions/` +
			seats.lineItems[0].subscriptionId)).json.status);
	}, 1));

test('R-086: a reservation is cancelled in the sandbox, not outside of it',
	async (k) => {
		for (const [country, n] of [['DE', 0], ['AU', 1]]) {
			const s = await shop(k, country, n);
			const plan = (await s.who.get(`${s.path}/subscriptions`)).json
				.items.find((x) => x.billingType === 'usage');

			await s.who.post(`${s.path}/subscriptions/${plan.id}` +
				'/registrations', 'success');
			const order = await s.who.post(`${s.path}/orders`, { lineItems: [{
				offerId: await s.item(reservation), quantity: 1,
				lineItemNumber: 0, provisioningContext: { scope: 'shared',
					subscriptionId: plan.id } }] });

			equal(201, order.status, order.text);
			const answer = await s.cancel(order.json);
			if (n === 0)
				expectError(answer, 403, 800019);
			else
				equal('cancelled', answer.json.status, answer.text);
		}
	});
