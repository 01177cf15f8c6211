/* Months that are over as invoices (api.md 2.9, 3.6): sums, lines, paper. */
import { execFileSync } from 'node:child_process';
import http from 'node:http';

import { admin, equal, expectError, ok, test, token } from './lib.mjs';

const cents = (n) => Math.round(n * 100);
const billing = { provider: 'all', invoiceLineItemType: 'billing_line_items' };
const query = (fields) => `?${new URLSearchParams(fields)}`;

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

async function every(a, path) {
	const items = [];
	let page = await a.get(path);

	for (;;) {
		equal(200, page.status, page.text);
		items.push(...page.json.items);
		if (!page.json.links.next)
			return items;
		page = await a.get(page.json.links.next.uri,
			Object.fromEntries((page.json.links.next.headers ?? [])
				.map((h) => [h.key, h.value])));
	}
}

test('each invoice is the sum of its lines, net, tax and gross', async (k) => {
	const a = admin(k);
	const invoices = (await a.get('/invoices')).json.items;

	ok(invoices.length >= 3, `${invoices.length} invoices`);
	for (const invoice of invoices) {
		const lines = await every(a, `/invoices/${invoice.id}/lineitems` +
			query({ ...billing, size: 2 }));
		const sum = (field) => lines.reduce(
			(total, line) => total + cents(line[field]), 0);

		equal(cents(invoice.totalCharges), sum('totalForCustomer'));
		equal(sum('totalForCustomer'), sum('subtotal') + sum('taxTotal'));
		for (const line of lines) {
			equal(invoice.id, line.invoiceNumber);
			equal(invoice.currencyCode, line.currency);
			equal('one_time', line.billingProvider);
			equal('billing_line_items', line.invoiceLineItemType);
		}
	}
});

test('the list goes by size and offset, and by the date of invoices',
	async (k) => {
		const a = admin(k);
		const all = (await a.get('/invoices')).json.items.map((i) => i.id);

		equal(all, (await every(a, '/invoices?size=2')).map((i) => i.id));
		const second = await a.get('/invoices?size=2&offset=2');
		equal(all.slice(2, 4), second.json.items.map((i) => i.id));
		equal(all.length, second.json.totalCount);
		equal(all.slice(0, 2), (await a.get(second.json.links.previous.uri))
			.json.items.map((i) => i.id));
		const { invoiceDate } = second.json.items[0];
		const by = async (Operator) => (await a.get('/invoices' + query({
			filter: JSON.stringify({ Field: 'invoice_date', Operator,
				Value: invoiceDate }) }))).json.items;
		const later = await by('greater_than');
		ok(later.every((i) => i.invoiceDate > invoiceDate));
		equal(all.length - later.length,
			(await by('LessThanOrEquals')).length);
		equal((await by('equals')).length + (await by('not_equals')).length,
			all.length);
		await expectError(a.get('/invoices' + query({ filter:
			JSON.stringify({ Field: 'invoice_date', Value: 'soon',
				Operator: 'equals' }) })), 400, 3000);
		await expectError(a.get('/invoices?size=201'), 400, 3000);
	});

test('numbers are taken with the kind before them, in any case', async (k) => {
	const a = admin(k);
	const [{ id }] = (await a.get('/invoices?size=1')).json.items;
	const one = await a.get(`/invoices/${id}`);

	for (const other of [`OneTime-${id}`, `recurring-${id}`,
		id.toLowerCase()])
		equal(one.json, (await a.get(`/invoices/${other}`)).json);
	for (const none of ['G202001ZZZ', 'G190001EUR', 'nonsense', 'G'])
		await expectError(a.get(`/invoices/${none}`), 404, 1000);
});

test('what the open month holds is unbilled, in either form of the address',
	async (k) => {
		const a = admin(k);
		const path = '/invoices/Unbilled/lineitems';
		const asked = { provider: 'onetime',
			invoiceLineItemType: 'BILLINGLINEITEMS',
			currencycode: 'EUR', period: 'current' };
		const lines = await every(a, path + query(asked));
		const older = await every(a,
			`${path}/onetime/BILLINGLINEITEMS?currencycode=EUR&size=1`);

		ok(lines.length > 1, `${lines.length} lines`);
		equal(lines, older);
		ok(lines.every((line) => line.invoiceNumber === ''));
		for (const none of [{ provider: 'office' }, { provider: 'azure' },
			{ invoiceLineItemType: 'usage_line_items' },
			{ period: 'previous' }])
			equal(0, (await a.get(path + query({ ...asked, ...none })))
				.json.totalCount, JSON.stringify(none));
		await expectError(a.get(path + query({ ...asked,
			currencycode: '' })), 400, 3000);
		await expectError(a.get(`${path}?currencycode=EUR`), 400, 3000);
		await expectError(a.get(path + query({ ...asked,
			provider: 'nobody' })), 400, 900126);
		await expectError(a.get(`${path}/onetime/nothing?currencycode=EUR`),
			404, 1000);
	});

test('what is owed is the sum of the invoices of a currency', async (k) => {
	const a = admin(k);
	const invoices = (await a.get('/invoices')).json.items;
	const summaries = (await a.get('/invoices/summaries')).json.items;
	const own = (await a.get('/invoices/summary')).json;

	equal(new Set(invoices.map((i) => i.currencyCode)).size,
		summaries.length);
	for (const summary of summaries)
		equal(invoices.filter((i) =>
			i.currencyCode === summary.currencyCode)
			.reduce((sum, i) => sum + cents(i.totalCharges), 0),
		cents(summary.balanceAmount));
	equal('EUR', own.currencyCode);
	equal('0001-01-01T00:00:00Z', own.lastPaymentDate);
});

test('the statement is a PDF whose text can be read and copied', async (k) => {
	const a = admin(k);
	const [invoice] = (await a.get('/invoices')).json.items
		.filter((i) => i.currencyCode === 'EUR');
	const lines = await every(a, `/invoices/${invoice.id}/lineitems` +
		query(billing));
	const answer = await bytes(k, invoice.pdfDownloadLink);
	const text = execFileSync('pdftotext', ['-layout', '-', '-'],
		{ input: answer.bytes }).toString();

	equal(200, answer.status);
	equal('application/pdf', answer.headers['content-type']);
	equal(`attachment; filename=Invoice_${invoice.id}.pdf`,
		answer.headers['content-disposition']);
	ok(text.includes(invoice.id));
	ok(text.includes(k.demo.partners[0].name), text);
	const shown = new Intl.NumberFormat('en-US', { style: 'currency',
		currency: 'EUR' }).format(invoice.totalCharges);
	ok(text.includes(shown), `${shown} in ${text}`);
	for (const line of lines)
		ok(text.includes(line.customerName), line.customerName);
	const [receipt] = invoice.taxReceipts;
	const tax = await bytes(k, receipt.taxReceiptPdfDownloadLink);
	equal(`attachment; filename=E-Tax-${receipt.id}.pdf`,
		tax.headers['content-disposition']);
	equal(404, (await bytes(k, `/invoices/${invoice.id}/receipts/R1` +
		'/documents/statement')).status);
});

test('a statement holds number, state and proof, in Latin, Cyrillic and Chinese',
	async (k) => {
		const a = admin(k);
		const read = new Set();

		for (const invoice of (await a.get('/invoices')).json.items) {
			const text = execFileSync('pdftotext', ['-layout', '-', '-'],
				{ input: (await bytes(k, invoice.pdfDownloadLink)).bytes })
				.toString();
			const credit = invoice.documentType === 'adjustment_note';
			const lines = await every(a,
				`/invoices/${invoice.id}/lineitems` + query(billing));
			const due = new Intl.DateTimeFormat('en-US', { timeZone: 'UTC',
				dateStyle: 'medium' }).format(new Date(invoice.dueDate));

			ok(text.includes(`${credit ? 'Credit note' : 'Invoice'} ` +
				invoice.id), text);
			if (invoice.state === 'issued' && !credit)
				ok(text.includes(`Issued, due on ${due}`), text);
			if (invoice.state === 'overdue')
				ok(text.includes(`Overdue, was due on ${due}`), text);
			ok(text.includes(`Proof: ${lines.length} line`), text);
			ok(/SHA-256 of the lines: [0-9a-f]{64}/.test(text), text);
			for (const { customerName } of lines) {
				ok(text.includes(customerName), customerName);
				for (const script of ['Latin', 'Cyrillic', 'Han'])
					if (new RegExp(`\\p{Script=${script}}`, 'u')
						.test(customerName))
						read.add(script);
			}
		}
		equal(['Cyrillic', 'Han', 'Latin'], [...read].sort());
	});

test('billing is for its readers, and each partner has its own', async (k) => {
	const { withRole } = await import('./lib.mjs');
	const mine = (await admin(k).get('/invoices')).json.items;
	const other = (await admin(k, 1).get('/invoices')).json.items;

	for (const role of ['sales_agent', 'helpdesk_agent'])
		await expectError(withRole(k, role).get('/invoices'), 403, 900150);
	equal(200, (await withRole(k, 'billing_admin').get('/invoices')).status);
	for (const { id, totalCharges } of other) {
		const same = mine.find((i) => i.id === id);

		ok(!same || same.totalCharges !== totalCharges);
	}
});
