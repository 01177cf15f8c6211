/* Invoices and credit notes on the dashboard (R-111 to R-113, domain.md 3). */
import { execFile, execFileSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { admin } from '../api/lib.mjs';
import { clockAt, equal, ok, person, test, words } from './lib.mjs';

const program_file = process.env.KONTOR_BIN ?? join(dirname(
	fileURLToPath(import.meta.url)), '..', '..', 'build', 'kontor');
const shown = (amount, currency) => new Intl.NumberFormat('en-US',
	{ style: 'currency', currency }).format(amount).replace('-', '−')
	.replace(/\s/g, ' ');

test('R-111: the list of invoices leads to each, with its lines and its paper',
	async (k) => {
		const who = await person(k, 'bruno');
		const list = await who.get('/billing/invoices');
		const invoices = (await admin(k).get('/invoices')).json.items;

		equal(200, list.status);
		equal(invoices.map((i) => i.id), [...list.text.matchAll(
			/href="\/billing\/invoices\/([GC]\d+)"/g)].map((m) => m[1]));
		for (const { id, totalCharges, currencyCode } of
			invoices.slice(0, 4)) {
			const page = await who.get(`/billing/invoices/${id}`);
			const lines = (await admin(k).get(`/invoices/${id}/lineitems` +
				'?provider=all&invoicelineitemtype=billinglineitems'))
				.json.items;
			const seen = words(page.text);

			ok(seen.includes(`Invoice ${id}`), seen);
			ok(words(list.text).includes(shown(totalCharges, currencyCode)));
			ok(seen.includes(shown(totalCharges, currencyCode)), seen);
			equal(lines.length,
				page.text.split('<summary>Explain this line').length - 1);
			for (const line of lines)
				ok(seen.includes(line.customerName), line.customerName);
			ok(/[0-9a-f]{64}/.test(seen));
			const paper = await who.get(`/billing/statements/${id}`);

			ok(execFileSync('pdftotext', ['-', '-'], { input: paper.bytes })
				.toString().includes(id));
		}
	});

test('an invoice of another partner is like one that never was', async (k) => {
	const who = await person(k, 'bruno');
	const [theirs] = (await admin(k, 1).get('/invoices')).json.items;
	const answers = await Promise.all([theirs.id, 'G0001999999', 'nonsense']
		.map((id) => who.get(`/billing/invoices/${id}`)));

	equal([404, 404, 404], answers.map((a) => a.status));
	equal(404, (await who.get(`/billing/statements/${theirs.id}`)).status);
	equal(403, (await (await person(k, 'heiko'))
		.get('/billing/invoices')).status);
	equal(422, (await who.get('/billing/invoices?offset=x')).status);
});

test('before the first month is over the list says when there will be one',
	async (k) => {
		const who = await person(k, 'anneke');
		const back = await clockAt(who, '2015-02-01');

		try {
			const page = words((await who.get('/billing/invoices')).text);

			ok(page.includes('Nothing was invoiced yet'), page);
			ok(page.includes('in February 2015 is on an invoice'), page);
		} finally {
			await back();
		}
		equal(200, (await who.get('/billing/invoices')).status);
	});

test('overdue and paid are told on every page of an invoice', async (k) => {
	const who = await person(k, 'anneke');
	const [{ id, dueDate }] = (await admin(k).get('/invoices')).json.items;
	const state = async (path) => words((await who.get(path)).text);
	const late = new Date(Date.parse(dueDate) + 86400e3);
	const back = await clockAt(who, late.toISOString().slice(0, 10));

	try {
		ok((await state(`/billing/invoices/${id}`)).includes('Overdue'));
		ok((await state('/billing/invoices')).includes('overdue: '));
		await new Promise((resolve, reject) => execFile(program_file,
			['invoice', 'paid', id, '--data-dir', k.dir],
			(error) => error ? reject(error) : resolve()));
		const page = await state(`/billing/invoices/${id}`);

		ok(page.includes('Paid') && page.includes('Nothing to pay'), page);
		ok(!page.includes('Overdue'), page);
	} finally {
		await back();
	}
});

test('a month that is issued leads from its charges to its invoice',
	async (k) => {
		const who = await person(k, 'bruno');
		const months = await who.get('/billing');
		const past = await who.get([...months.text.matchAll(
			/href="(\/billing\?month=[^"]*)"/g)][1][1]);
		const [, href] = /href="(\/billing\/invoices\/G\d+)"/
			.exec(past.text);

		equal(200, (await who.get(href)).status);
		ok(!/href="\/billing\/invoices\/G/.test(months.text),
			'the open month has none');
	});
