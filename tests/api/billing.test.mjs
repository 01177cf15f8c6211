/*
 * Invoices as they are issued by a tenant's clock, paid and verified (R-111 to
 * R-113, E-33, E-34, domain.md 3 and 6). Each test has months of its own.
 */
import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { admin, equal, ok, pause, place, sql, test } from './lib.mjs';
import { cents, seats_monthly, server2019, share, suse, timed,
	backup_saas } from './shop.mjs';

const program_file = process.env.KONTOR_BIN ?? join(dirname(
	fileURLToPath(import.meta.url)), '..', '..', 'build', 'kontor');
const lines_query = 'provider=all&invoicelineitemtype=billinglineitems';

/* The document of a month ("2031-03") and currency, or undefined. */
const invoice = async (s, month, currency = 'EUR') =>
	(await s.who.get('/invoices')).json.items.find((i) =>
		i.billingPeriodStartDate.startsWith(month) &&
		i.currencyCode === currency);
const lines = async (s, id, more = '') => (await s.who.get(
	`/invoices/${id}/lineitems?${lines_query}${more}`)).json.items;
const unbilled = (s) => lines(s, 'unbilled', '&currencycode=EUR&period=current');

/* kontor VERB … on this server's folder: status and what it said. */
const kontor = (k, ...words) => new Promise((resolve) => execFile(program_file,
	[...words, ...place(k)], (error, out, err) =>
		resolve({ status: error?.code ?? 0, out, err })));

test('E-33, R-111: a credit is on the invoice of the month of cancelling',
	timed('DE', async (s) => {
		await s.now('2031-06-10T09:00:00Z');
		const [june, july] = [await s.order(server2019),
			await s.order(server2019)];

		await s.now('2031-06-30T23:59:30Z');
		equal(200, (await s.cancel(june)).status);
		await s.now('2031-07-01T00:00:00Z');
		equal(200, (await s.cancel(july)).status);
		await s.now('2031-08-01T00:00:00Z');
		const credits = async (month) => (await lines(s,
			(await invoice(s, month)).id))
			.filter((line) => line.chargeType === 'cancel')
			.map((line) => line.orderId);

		equal([june.id], await credits('2031-06'));
		equal([july.id], await credits('2031-07'));
	}));

test('E-34, R-112: bought and cancelled in one month is two lines and nothing ' +
	'to pay', timed('PL', async (s) => {
	await s.now('2031-09-10T09:00:00Z');
	const order = await s.order(server2019);

	await s.now('2031-09-20T09:00:00Z');
	equal(200, (await s.cancel(order)).status);
	await s.now('2031-10-01T00:00:00Z');
	const issued = await invoice(s, '2031-09', 'PLN');
	const [bought, credit] = await lines(s, issued.id);

	equal(['new', 'cancel'], [bought.chargeType, credit.chargeType]);
	ok(bought.totalForCustomer > 0);
	equal(-bought.totalForCustomer, credit.totalForCustomer);
	equal([0, 0, 'paid', 'invoice'], [issued.totalCharges, issued.balance,
		issued.state, issued.documentType]);
}));

test('R-111: a month below zero is a credit note of a series of its own',
	timed('PL', async (s) => {
		await s.now('2032-01-10T09:00:00Z');
		const order = await s.order(server2019);

		await s.now('2032-02-02T09:00:00Z');
		equal(200, (await s.cancel(order)).status);
		await s.now('2032-03-01T00:00:00Z');
		const bill = await invoice(s, '2032-01', 'PLN');
		const note = await invoice(s, '2032-02', 'PLN');

		equal('invoice', bill.documentType);
		equal('adjustment_note', note.documentType);
		equal(-bill.totalCharges, note.totalCharges);
		ok(/^G\d{4}\d{6}$/.test(bill.id) && /^C\d{4}\d{6}$/.test(note.id));
		/* without a gap, in the order of issuing */
		for (const letter of ['G', 'C']) {
			const numbers = (await s.who.get('/invoices')).json.items
				.map((i) => i.id).filter((id) => id[0] === letter)
				.map((id) => Number(id.slice(-6))).sort((a, b) => a - b);

			equal(numbers.map((_, i) => i + 1), numbers);
		}
	}));

test('the open month is no invoice, and a clock that goes back opens again',
	timed('DE', async (s) => {
		await s.now('2032-05-10T09:00:00Z');
		const order = await s.order(server2019);
		const mine = (all) => all.filter((l) => l.orderId === order.id);

		equal(undefined, await invoice(s, '2032-05'));
		equal(1, mine(await unbilled(s)).length);
		await s.now('2032-05-31T23:59:30Z');
		equal(undefined, await invoice(s, '2032-05'));
		await s.now('2032-06-01T00:00:00Z');
		const first = await invoice(s, '2032-05');

		equal('2032-06-01T00:00:00Z', first.invoiceDate);
		equal('2032-05-31T23:59:59Z', first.billingPeriodEndDate);
		equal(0, mine(await unbilled(s)).length);
		await s.now('2032-05-20T00:00:00Z');
		equal(undefined, await invoice(s, '2032-05'));
		equal(404, (await s.who.get(`/invoices/${first.id}`)).status);
		equal(1, mine(await unbilled(s)).length);
		await s.now('2032-06-02T00:00:00Z');
		equal(first, await invoice(s, '2032-05'));
	}));

test('an invoice is due in sixty days, overdue after them, and paid',
	timed('DE', async (s, k) => {
		await s.now('2033-03-10T09:00:00Z');
		await s.order(server2019);
		await s.now('2033-04-01T00:00:00Z');
		const { id, totalCharges } = await invoice(s, '2033-03');
		const state = async () => (await s.who.get(`/invoices/${id}`)).json;
		const owed = async () => (await s.who.get('/invoices/summary')).json;

		/* 1 April and 60 days */
		equal(['issued', '2033-05-31T00:00:00Z', 0, totalCharges],
			(({ state: a, dueDate, paidAmount, balance }) =>
				[a, dueDate, paidAmount, balance])(await state()));
		await s.now('2033-05-31T23:59:30Z');
		equal('issued', (await state()).state);
		await s.now('2033-06-01T00:00:00Z');
		equal('overdue', (await state()).state);
		const before = await owed();

		for (const [day, status] of [['2033-03-31', 65], ['2033-06-02', 65],
			['soon', 65], ['2033-06-01', 0], ['2033-06-01', 65]]) {
			const { status: is, out, err } =
				await kontor(k, 'invoice', 'paid', id, day);

			equal(status, is, out + err);
		}
		equal(['paid', -totalCharges, 0],
			(({ state: a, paidAmount, balance }) =>
				[a, paidAmount, balance])(await state()));
		const after = await owed();

		equal(cents(before.balanceAmount) - cents(totalCharges),
			cents(after.balanceAmount));
		equal(['2033-06-01T00:00:00Z', totalCharges],
			[after.lastPaymentDate, after.lastPaymentAmount]);
		equal(65, (await kontor(k, 'invoice', 'paid', 'G0099000001')).status);
	}));

test('invoice-ready is told once, with its activity', timed('DE', async (s) => {
	await s.now('2033-09-10T09:00:00Z');
	await s.order(server2019);
	await s.now('2033-10-01T00:00:00Z');
	const { id } = await invoice(s, '2033-09');
	const told = [];

	for (let path = '/events?size=500', answer; ;
		path = answer.json.links.next.uri) {
		answer = await s.who.get(path);
		equal(200, answer.status, answer.text);
		if (answer.json.items.length === 0)
			break;
		told.push(...answer.json.items.filter((e) =>
			e.eventName === 'invoice-ready' &&
			e.resourceUri.endsWith(`/v1/invoices/${id}`) &&
			e.resourceChangeUtcDate.startsWith('2033-10-01')));
	}
	equal(1, told.length);
	equal('invoice', told[0].resourceName);
	const record = (await s.who.get('/auditrecords?startDate=2033-10-01' +
		'&endDate=2033-10-01')).json.items
		.find((r) => r.operationType === 'ready_invoice' &&
			r.customizedData.some((d) => d.value === id));

	equal('invoice', record.resourceType);
	ok(told[0].auditUri.endsWith(record.id));
}));

test('periods after the first are charged when they begin, the last day of a ' +
	'month standing in', timed('DE', async (s) => {
	await s.now('2034-01-31T09:00:00Z');
	const order = await s.order([...seats_monthly, 4]);
	const path = `${s.path}/subscriptions/` +
		order.lineItems[0].subscriptionId;

	await s.now('2034-04-30T12:00:00Z');
	const mine = async (month) => (await lines(s,
		(await invoice(s, month)).id))
		.filter((line) => line.orderId === order.id);
	const [bought] = await mine('2034-01');
	const [february] = await mine('2034-02');
	const [march] = await mine('2034-03');
	const [april] = (await unbilled(s))
		.filter((line) => line.orderId === order.id);

	equal(['new', 'renew', 'renew', 'renew'],
		[bought, february, march, april].map((l) => l.chargeType));
	equal(['2034-01-31', '2034-02-28', '2034-03-31', '2034-04-30'],
		[bought, february, march, april]
			.map((l) => l.chargeStartDate.slice(0, 10)));
	equal(['2034-02-27', '2034-03-30', '2034-04-29', '2034-05-30'],
		[bought, february, march, april]
			.map((l) => l.chargeEndDate.slice(0, 10)));
	for (const line of [february, march, april])
		equal(bought.totalForCustomer, line.totalForCustomer);
	const { commitmentEndDate, status } = (await s.who.get(path)).json;

	equal(['2035-01-30T00:00:00Z', 'active'], [commitmentEndDate, status]);
	/* seats go back from the period that runs */
	await s.now('2034-05-10T12:00:00Z');
	equal(200, (await s.who.patch(path, { quantity: 3 })).status);
	const [removed] = (await unbilled(s)).filter((line) =>
		line.orderId === order.id && line.chargeType === 'removeQuantity');

	/* one seat of four; 30 April to 30 May: 31 days, 10 used */
	equal(-share(cents(april.subtotal) / 4, 21, 31), cents(removed.subtotal));
	/* and the term rolls on the day after its last */
	await s.now('2035-01-30T23:59:30Z');
	equal('2035-01-30T00:00:00Z', (await s.who.get(path)).json
		.commitmentEndDate);
	await s.now('2035-01-31T00:00:00Z');
	equal('2036-01-30T00:00:00Z', (await s.who.get(path)).json
		.commitmentEndDate);
}));

test('without renewal a term ends: expired, or deleted to a client that knows ' +
	'no such word', timed('DE', async (s) => {
	await s.now('2035-01-10T09:00:00Z');
	const order = await s.order([...backup_saas, 2]);
	const path = `${s.path}/subscriptions/` +
		order.lineItems[0].subscriptionId;

	equal(200, (await s.who.patch(path, { autoRenewEnabled: false })).status);
	await s.now('2036-01-09T23:59:30Z');
	equal('active', (await s.who.get(path)).json.status);
	await s.now('2036-01-10T00:00:00Z');
	equal('expired', (await s.who.get(path)).json.status);
	equal('deleted', (await s.who.get(path, {
		'MS-PartnerCenter-Client': 'Partner Center Java SDK' })).json.status);
	for (const change of [{ autoRenewEnabled: true }, { quantity: 3 }]) {
		const answer = await s.who.patch(path, change);

		equal([400, 800095], [answer.status, answer.json.code]);
	}
	equal([], (await unbilled(s)).filter((l) => l.orderId === order.id));
}));

test('an invoice whose lines do not sum up is refused and said, until it is ' +
	'right', timed('DE', async (s, k) => {
	await s.now('2036-05-10T09:00:00Z');
	const order = await s.order(server2019);
	const where = `WHERE order_id = '${order.id}'`;

	sql(k, `UPDATE charge SET net_minor = net_minor - 1, gross_minor = ` +
		`gross_minor - 1 ${where}`);
	await s.now('2036-06-01T00:00:00Z');
	equal(undefined, await invoice(s, '2036-05'));
	/* neither issued nor of the open month: still to be billed */
	equal(['new'], (await lines(s, 'unbilled',
		'&currencycode=EUR&period=previous'))
		.filter((l) => l.orderId === order.id).map((l) => l.chargeType));
	const refused = await kontor(k, 'invoice', 'run', '2036-05');

	equal(65, refused.status);
	ok(refused.err.includes(`(amount, line ${order.id}/0 new)`), refused.err);
	sql(k, `UPDATE charge SET net_minor = net_minor + 1, gross_minor = ` +
		`gross_minor + 1 ${where}`);
	const run = await kontor(k, 'invoice', 'run', '2036-05');

	equal(0, run.status, run.err);
	ok(run.out.startsWith('2036-05: 1 invoices and 0 credit notes issued'),
		run.out);
	ok(run.err.includes('2 of 2 partners: 1 invoices'), run.err);
	const again = await kontor(k, 'invoice', 'run', '2036-05');

	ok(again.out.startsWith('2036-05: 0 invoices'), again.out);
	/* and what was issued is watched */
	const { id } = await invoice(s, '2036-05');

	equal(0, (await kontor(k, 'invoice', 'verify', id)).status);
	sql(k, `UPDATE charge SET at = at + 1 ${where}`);
	const wrong = await kontor(k, 'invoice', 'verify');

	equal(65, wrong.status);
	equal(`${id} does not match its lines (hash)\n`, wrong.err);
	sql(k, `UPDATE charge SET at = at - 1 ${where}`);
	equal(0, (await kontor(k, 'invoice', 'verify')).status);
}));

test('R-111: what is cancelled in a month issued early is on the next one',
	timed('DE', async (s, k) => {
		await s.now('2037-03-10T09:00:00Z');
		const order = await s.order(server2019, suse);
		const not_over = await kontor(k, 'invoice', 'run', '2037-03');

		ok(not_over.out.includes('of 2 the month is not over'), not_over.out);
		equal(undefined, await invoice(s, '2037-03'));
		equal(0, (await kontor(k, 'invoice', 'run', '2037-03', 'now'))
			.status);
		const early = await invoice(s, '2037-03');

		equal('2037-03-10T00:00:00Z', early.invoiceDate);
		await s.now('2037-03-20T09:00:00Z');
		equal('2037-04', (await s.offer(order)).lineItems[0].invoiceMonth);
		equal(200, (await s.cancel(order, [0])).status);
		await s.now('2037-05-01T00:00:00Z');
		equal(early.totalCharges, (await invoice(s, '2037-03')).totalCharges);
		const [credit] = (await lines(s, (await invoice(s, '2037-04')).id))
			.filter((line) => line.orderId === order.id);

		equal('cancel', credit.chargeType);
	}));

test('a run that was killed is ended by the service', timed('DE',
	async (s, k) => {
		await s.now('2038-05-10T09:00:00Z');
		await s.order(server2019);
		/* as it stands when it was killed at once */
		sql(k, `INSERT INTO invoice_run (run_id,
				month, early, state, started_by, started_at,
				partners_total, partners_done, after_partner_id,
				invoices, credit_notes, refused, not_over)
			SELECT COALESCE(MAX(run_id), 0) + 1, ${2038 * 12 + 4}, 1,
				'running', '', 0, 2, 0, 0, 0, 0, 0, 0
			FROM invoice_run`);
		let early;

		for (let tries = 0; !early && tries < 240; tries++) {
			await pause(250);
			early = await invoice(s, '2038-05');
		}
		equal('issued', early?.state);
	}));

test('the command line says what is wrong with its words', async (k) => {
	for (const words of [['run', '2021-13'], ['run', 'June'],
		['run', '2014-12'], ['verify', 'nonsense'], ['verify', 'G1']])
		equal(65, (await kontor(k, 'invoice', ...words)).status,
			words.join(' '));
	equal(64, (await kontor(k, 'invoice', 'run', '2021-06', 'soon')).status);
	equal(64, (await kontor(k, 'invoice', 'run')).status);
	equal(200, (await admin(k).get('/invoices')).status);
});
