/* Files to reconcile an invoice with, read again by other code (sheets.py), and
 * how each amount came about. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { admin, caller, equal, expectError, ok, partner, sqliteFile,
	startServer, test,
	token } from './lib.mjs';
import { cents, seats_monthly, server2019, share, shop, sql_year, timed } from './shop.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '..', '..');
const sheets = join(here, 'sheets.py');

async function bytes(k, path) {
	const { partner, user } = admin(k);
	const bearer = await token(k, partner, user);

	return new Promise((resolve, reject) => http.get({ host: k.host,
		port: k.port, path: `/v1${path}`, headers: {
			Authorization: `Bearer ${bearer}` } }, (response) => {
		const parts = [];
		response.on('data', (part) => parts.push(part));
		response.on('end', () => resolve({ headers: response.headers,
			status: response.statusCode,
			bytes: Buffer.concat(parts) }));
	}).on('error', reject));
}

async function read(k, invoice, form) {
	const file = await bytes(k, `/invoices/${invoice}/reconciliation/${form}`);
	const folder = mkdtempSync(join(tmpdir(), 'kontor-sheets-'));

	equal(200, file.status);
	equal(`attachment; filename=Reconciliation_${invoice}.${form}`,
		file.headers['content-disposition']);
	try {
		writeFileSync(join(folder, `lines.${form}`), file.bytes);
		return { ...JSON.parse(execFileSync('python3',
			[sheets, join(folder, `lines.${form}`)])), ...file };
	} finally {
		rmSync(folder, { recursive: true });
	}
}

const columns = ('PartnerId,CustomerId,CustomerName,CustomerDomainName,' +
	'CustomerCountry,InvoiceNumber,MpnId,ResellerMpnId,OrderId,OrderDate,' +
	'ProductId,SkuId,AvailabilityId,SkuName,ProductName,ChargeType,UnitPrice,' +
	'Quantity,Subtotal,TaxTotal,Total,Currency,PriceAdjustmentDescription,' +
	'PublisherName,PublisherId,SubscriptionDescription,SubscriptionId,' +
	'ChargeStartDate,ChargeEndDate,TermAndBillingCycle,EffectiveUnitPrice,' +
	'UnitType,AlternateId,BillableQuantity,BillingFrequency,PricingCurrency,' +
	'PCToBCExchangeRate,PCToBCExchangeRateDate,MeterDescription,' +
	'ReservationOrderId,CreditReasonCode,SubscriptionStartDate,' +
	'SubscriptionEndDate,ReferenceId,ProductQualifiers,PromotionId,' +
	'ProductCategory').split(',');

test('R-111: CSV and XLSX have the published columns and sum to each invoice',
	async (k) => {
		const a = admin(k);
		const invoices = (await a.get('/invoices')).json.items;

		ok(invoices.length >= 3, `${invoices.length} invoices`);
		for (const { id, totalCharges, currencyCode } of invoices) {
			const proof = (await a.get(`/invoices/${id}/reconciliation`))
				.json;
			const csv = await read(k, id, 'csv');
			const xlsx = await read(k, id, 'xlsx');

			equal(columns, csv.columns);
			equal(columns, xlsx.columns);
			equal(totalCharges, Number(csv.sums.Total));
			equal(csv.sums, xlsx.sums);
			equal([proof.rowsSubtotal, proof.rowsTaxTotal,
				proof.rowsTotal], ['Subtotal', 'TaxTotal', 'Total']
				.map((name) => Number(csv.sums[name])));
			equal([proof.invoiceSubtotal, proof.invoiceTaxTotal,
				proof.invoiceTotal], [proof.rowsSubtotal,
				proof.rowsTaxTotal, totalCharges]);
			equal(csv.rows.length, proof.rowCount);
			equal(csv.rows.length, xlsx.rows.length);
			for (const row of csv.rows)
				equal([id, currencyCode],
					[row.InvoiceNumber, row.Currency]);
		}
	});

test('the proof names the file by its SHA-256', async (k) => {
	const [{ id }] = (await admin(k).get('/invoices?size=1')).json.items;
	const csv = await read(k, id, 'csv');
	const proof = (await admin(k).get(`/invoices/${id}/reconciliation`)).json;

	equal(createHash('sha256').update(csv.bytes).digest('hex'),
		proof.csvSha256);
	equal(true, proof.isProven);
	equal(['text/csv; charset=utf-8'], [csv.headers['content-type']]);
});

test('a sheet of the workbook adds up with formulas of its own', async (k) => {
	const [{ id }] = (await admin(k).get('/invoices?size=1')).json.items;
	const { proof, rows, sums } = await read(k, id, 'xlsx');
	const last = rows.length + 1;

	equal(['Subtotal', 'TaxTotal', 'Total'], proof[0].slice(1));
	for (const [i, column] of ['S', 'T', 'U'].entries()) {
		const range = `SUM(Lines!${column}2:${column}${last})`;

		equal(`ROUND(${range},2)`, proof[1][i + 1][1]);
		equal(`ROUND(${range}-${'BCD'[i]}3,2)`, proof[3][i + 1][1]);
		equal([Number(sums[columns[18 + i]]), 0],
			[Number(proof[2][i + 1][0]), Number(proof[3][i + 1][0])]);
	}
});

test('the rows are the lines of the REST API', async (k) => {
	const a = admin(k);
	const [{ id }] = (await a.get('/invoices?size=1')).json.items;
	const { rows } = await read(k, id, 'csv');
	const lines = (await a.get(`/invoices/${id}/lineitems?provider=all&` +
		'invoiceLineItemType=billing_line_items')).json.items;

	equal(lines.map((line) => [line.orderId, line.chargeType,
		line.customerName, line.skuName, line.quantity, line.subtotal,
		line.taxTotal, line.totalForCustomer]),
	rows.map((row) => [row.OrderId, row.ChargeType, row.CustomerName,
		row.SkuName, Number(row.Quantity), Number(row.Subtotal),
		Number(row.TaxTotal), Number(row.Total)]));
});

test('who may not see invoices gets no file, and another partner’s is none',
	async (k) => {
		const [{ id }] = (await admin(k).get('/invoices?size=1')).json.items;
		/* an Account admin alone */
		const heiko = partner(k).users.find((user) =>
			user.email.startsWith('heiko'));

		for (const end of ['', '/csv', '/xlsx']) {
			await expectError(admin(k, 1).get(
				`/invoices/${id}/reconciliation${end}`), 404, 1000);
			await expectError(caller(k, partner(k), heiko).get(
				`/invoices/${id}/reconciliation${end}`), 403, 900150);
		}
	});

/* ---- how an amount came about ---- */

const explained = async (s, order, line = 0) => {
	const a = await s.who.get(
		`${s.path}/orders/${order.id}/lineitems/${line}/explanation`);

	equal(200, a.status, a.text);
	return a.json.items;
};

test('R-131 E-22: charge and credit tell rule, edition, formula and rounding',
	timed('DE', async (s) => {
		await s.now('2021-03-10T10:00:00Z');
		const order = await s.order([...sql_year, 3]);
		const unit = (await explained(s, order))[0].inputs.unitMinor;

		await s.now('2021-04-09T12:00:00Z');
		equal(200, (await s.cancel(order)).status);
		const [charge, credit] = await explained(s, order);
		const net = 3 * Number(unit);
		const tax = share(net, 2000, 10000);

		equal(['new', 'R-029', '2021-03-08', 'quantity_times_price'],
			[charge.chargeKind, charge.rule, charge.edition,
				charge.formula]);
		equal([net, tax, net + tax], [charge.net, charge.tax,
			charge.gross].map(cents));
		equal(['cancel', 'R-113', '2021-03-08', 'unused_days', '335',
			'365', '30', '0'], [credit.chargeKind, credit.rule,
			credit.edition, credit.formula, credit.inputs.unusedDays,
			credit.inputs.termDays, credit.inputs.usedDays,
			credit.inputs.feeMinor]);
		equal([-share(net, 335, 365), -share(tax, 335, 365)],
			[credit.net, credit.tax].map(cents));
		equal(['2021-03-08T00:00:00Z', '2021-03-08'],
			[credit.editionFrom, credit.editionDocumentDate]);
		equal([charge.rounding, '2021-04'],
			['half_even_once_on_the_line_total', credit.month]);
		for (const { steps } of [charge, credit])
			for (const label of ['Rounding', 'Rule', 'Edition',
				'Amounts'])
				ok(steps.some((step) => step.label === label),
					label);
	}));

test('a line that is not there, and an order of somebody else', async (k) => {
	const s = await shop(k, 'DE');
	const order = await s.order(server2019);
	const path = `${s.path}/orders/${order.id}/lineitems`;

	await expectError(s.who.get(`${path}/7/explanation`), 400, 800071);
	await expectError(s.who.get(`${path}/x/explanation`), 400, 800071);
	await expectError(admin(k, 1).get(`${path}/0/explanation`), 403, 20002);
});

/* ---- the second program ---- */

const days_on = (at, days) => new Date(at.getTime() + days * 86400e3)
	.toISOString().replace(/\.\d+Z/, 'Z');

test('R-112 R-113: a second program agrees with the database of a running server',
	async () => {
		const k = await startServer();
		const beside = mkdtempSync(join(tmpdir(), 'kontor-copy-'));

		try {
			const s = await shop(k, 'DE');
			const begun = new Date();
			const year = await s.order([...sql_year, 3]);
			const seats = await s.order([...seats_monthly, 5]);
			const kept = await s.order(server2019);
			const subscription = `${s.path}/subscriptions/${
				seats.lineItems[0].subscriptionId}`;

			await s.now(days_on(begun, 12));
			equal(200, (await s.cancel(year)).status);
			equal(200, (await s.who.patch(subscription,
				{ ...(await s.who.get(subscription)).json,
					quantity: 2 })).status);
			/* two months on: periods are charged, months issued */
			await s.now(days_on(begun, 70));
			ok((await explained(s, seats)).some((charge) =>
				charge.chargeKind === 'renew'));
			const said = execFileSync('python3', [join(root, 'tools',
				'recompute'), '--copy', sqliteFile(k, beside)],
			{ encoding: 'utf8' });
			ok(/ 0 differences$/m.test(said), said);
			ok(/[1-9]\d* invoices/.test(said), said);
			equal(1, (await explained(s, kept)).length);
		} finally {
			rmSync(beside, { recursive: true, force: true });
			await k.stop();
		}
	});
