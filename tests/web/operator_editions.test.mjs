/*
 * Policy editions in the operator console: written, looked at, adopted,
 * withdrawn; and what everybody else sees of them.
 */
import { admin } from '../api/lib.mjs';
import { clockAt, equal, ok, operator, person, test, value, words }
	from './lib.mjs';

const path = '/operator/editions';
const day_of = (days) => new Date(Date.now() + days * 86400e3).toISOString()
	.slice(0, 10);
const tomorrow = day_of(2); /* an hour away, whatever the hour */

/* The form as it stands, as a browser would send it. */
function fields(html) {
	const form = /<form[^>]*class="stack"[\s\S]*?<\/form>/.exec(html)[0];
	const out = {};

	for (const [tag] of form.matchAll(/<input[^>]*>/g)) {
		const at = (name) => new RegExp(` ${name}="([^"]*)"`).exec(tag)?.[1];

		if (at('name') === '_csrf' || (at('type') === 'checkbox' &&
			!tag.includes(' checked')))
			continue;
		out[at('name')] = at('value') ?? '';
	}
	for (const [, name, options] of form.matchAll(
		/<select[^>]* name="([^"]*)"[^>]*>([\s\S]*?)<\/select>/g))
		out[name] = (/value="([^"]*)" selected/.exec(options) ??
			/value="([^"]*)"/.exec(options))[1];
	out.reason = /<textarea[^>]*>([^<]*)/.exec(form)[1];
	return out;
}

const told = { source: 'Terms of the new year', document_date: '2026-11-01',
	source_url: 'https://terms.example/new', reason: 'Shorter windows' };

async function draft(op, changes) {
	const form = fields((await op.get(`${path}/new`)).text);
	const answer = await op.post(path, { ...form, ...told, from: tomorrow,
		...changes });

	equal(303, answer.status, words(answer.text));
	return answer.headers.location.replace(/\?.*/, '');
}
async function adopt(op, at) {
	const page = await op.get(at);

	return op.post(`${at}/adopt`, { version: value(page, 'version') });
}
async function withdraw(op, at) {
	equal(303, (await op.post(`${at}/withdraw`)).status);
}
const editions = async (k) =>
	(await admin(k).get('/policyeditions')).json.items;

test('R-128: an edition is adopted in the console and in force from its day on',
	async (k) => {
		const op = await operator(k);
		const at = await draft(op, { 'p.cancellation_window_days': '14' });
		const page = words((await op.get(at)).text);

		ok(page.includes('Cancellation window 30 days 14 days'), page);
		ok(page.includes('Fixed by the day of purchase'), page);
		ok(page.includes('Terms of the new year of Nov 1, 2026'), page);
		equal(4, (await editions(k)).length, 'a draft is nobody’s');
		equal(303, (await adopt(op, at)).status);

		const [last, added] = (await editions(k)).slice(-2);
		equal(`${tomorrow}T00:00:00Z`, last.effectiveTo);
		equal([tomorrow, true, false, 14, 'operator'], [added.id,
			added.isAdded, added.isInForce,
			added.parameters.cancellation_window_days.value,
			added.parameters.cancellation_window_days.provenance]);
		equal(['cancellation_window_days'], added.changes);
		equal('inherited', added.parameters.link_lifetime_days.provenance);

		const who = await person(k, 'anneke');
		const back = await clockAt(who, tomorrow, '00:00:00');
		try {
			const terms = await who.get('/terms');

			ok(words(terms.text).includes(`Edition ${tomorrow} in force`));
			ok(terms.text.includes('href="https://terms.example/new"'));
			equal(true, (await editions(k)).at(-1).isInForce);
		} finally {
			await back();
		}
		await withdraw(op, at);
		equal(4, (await editions(k)).length);
		equal(200, (await admin(k).get(`/policyeditions/${tomorrow}`))
			.status, 'an order of a test clock may name it');
	});

test('a draft that changes screens only treats no purchase otherwise',
	async (k) => {
		const op = await operator(k);
		const at = await draft(op, { 'p.acknowledgement_required': 'false' });
		const shown = words((await op.get(at)).text);

		ok(shown.includes('Acknowledgement before cancelling Yes No'), shown);
		ok(shown.includes('No purchase would be treated otherwise'), shown);
		await op.post(`${at}/discard`);
	});

test('R-129: a purchase on the day takes the added edition, earlier ones keep ' +
	'theirs', async (k) => {
	const op = await operator(k);
	const at = await draft(op, { 'p.cancellation_window_days': '7' });
	const who = await person(k, 'anneke');
	const a = admin(k);
	const customer = k.demo.partners[0].customers
		.find((c) => c.country === 'DE').id;
	const item = (await a.get('/products/KS19WSSTD001/skus/0001/' +
		'availabilities?country=DE')).json.items[0].catalogItemId;
	const offer = async () => {
		const order = (await a.post(`/customers/${customer}/orders`,
			{ lineItems: [{ lineItemNumber: 0, offerId: item,
				quantity: 1 }] })).json;

		return (await a.get(`/customers/${customer}/orders/${order.id}` +
			'/cancellation')).json.lineItems[0];
	};
	const in_days = (days) => new Date(Date.parse(tomorrow) +
		days * 86400e3).toISOString().slice(0, 10);

	equal(303, (await adopt(op, at)).status);
	const id = (await editions(k)).at(-1).id;
	let back = await clockAt(who, in_days(-1), '23:59:50');
	try {
		equal(['2021-06-02', in_days(29)], [(await offer()).edition,
			(await offer()).lastDay]);
	} finally {
		await back();
	}
	back = await clockAt(who, tomorrow, '00:00:00');
	try {
		equal([id, in_days(7)], [(await offer()).edition,
			(await offer()).lastDay]);
	} finally {
		await back();
	}
	await withdraw(op, at);
});

test('the preview counts what a draft would have treated otherwise, and ' +
	'changes nothing', async (k) => {
	const op = await operator(k);
	const at = await draft(op, { 'p.cancellation_window_days': '0' });
	const before = await editions(k);
	const page = await op.get(at);
	const shown = words(page.text);

	ok(shown.includes('Purchases it would have treated otherwise'), shown);
	ok(shown.includes('Nordlicht'), shown);
	ok(/30 days until [A-Z][a-z]+ \d+, \d+ may be cancelled/.test(shown),
		shown);
	ok(/0 days until [A-Z][a-z]+ \d+, \d+ no longer Credit –/.test(shown),
		shown);
	equal(before, await editions(k));
	equal(303, (await op.post(`${at}/discard`)).status);
	equal(404, (await op.get(at)).status);
});

test('every mistake in the form is named, and what was typed stays',
	async (k) => {
		const op = await operator(k);
		const form = fields((await op.get(`${path}/new`)).text);
		const answer = await op.post(path, { ...form, ...told,
			from: tomorrow, source_url: 'javascript:alert(1)',
			'p.cancellation_window_days': 'a month',
			'p.link_max_downloads': '0',
			'p.tax_inclusive_countries': 'Brazil',
			'x.0.value': 'Red Hat' });
		const shown = words(answer.text);

		equal(422, answer.status);
		for (const what of ['Cancellation window: This must be a whole number',
			'Downloads of a link: Choose a number between 1 and',
			'Prices include tax in: This does not have the expected form',
			'Not cancelled by the usual steps: This does not have',
			'Address of the document: This does not have'])
			ok(shown.includes(what), `${what}\n${shown}`);
		const again = fields(answer.text);
		equal(['a month', '0', 'Brazil', 'Red Hat', 'Shorter windows',
			tomorrow], [again['p.cancellation_window_days'],
			again['p.link_max_downloads'],
			again['p.tax_inclusive_countries'], again['x.0.value'],
			again.reason, again.from]);
	});

test('what is needed and missing is named', async (k) => {
	const op = await operator(k);
	const form = fields((await op.get(`${path}/new`)).text);
	const answer = await op.post(path, form);
	const shown = words(answer.text);

	equal(422, answer.status);
	for (const what of ['First day: This is needed',
		'Document: This is needed', 'Date of the document: This is needed',
		'Reason: This is needed'])
		ok(shown.includes(what), `${what}\n${shown}`);
});

test('an edition of the past, or of today, is refused', async (k) => {
	const op = await operator(k);
	const form = fields((await op.get(`${path}/new`)).text);

	for (const from of ['2021-07-01', day_of(0)]) {
		const answer = await op.post(path, { ...form, ...told, from });

		equal(422, answer.status);
		ok(words(answer.text).includes('First day: An edition begins on'));
	}
});

test('what changes nothing, or begins on a day that is taken, is not adopted',
	async (k) => {
		const op = await operator(k);
		const same = await draft(op, {});
		let answer = await adopt(op, same);

		equal(409, answer.status);
		ok(words(answer.text).includes('says the same as edition 2021-06-02'));
		await op.post(`${same}/discard`);
		const one = await draft(op, { 'p.link_max_downloads': '60' });
		const two = await draft(op, { 'p.link_max_downloads': '70' });
		equal(303, (await adopt(op, one)).status);
		answer = await adopt(op, two);
		equal(409, answer.status);
		ok(words(answer.text).includes('Another edition begins on that day'));
		ok(words((await op.get(two)).text)
			.includes('Another edition begins on that day'));
		await op.post(`${two}/discard`);
		await withdraw(op, one);
	});

test('a draft that somebody changed meanwhile is not overwritten, and an ' +
	'adopted one not changed', async (k) => {
	const op = await operator(k);
	const at = await draft(op, { 'p.link_max_downloads': '60' });
	const form = fields((await op.get(`${at}/change`)).text);

	equal('60', form['p.link_max_downloads']);
	equal(303, (await op.post(`${at}/change`, { ...form,
		'p.link_max_downloads': '61' })).status);
	equal(409, (await op.post(`${at}/change`, { ...form,
		'p.link_max_downloads': '62' })).status);
	equal(409, (await op.post(`${at}/adopt`, { version: form.version }))
		.status);
	equal(303, (await adopt(op, at)).status);
	equal(409, (await op.get(`${at}/change`)).status);
	equal(409, (await op.post(`${at}/discard`)).status);
	await withdraw(op, at);
	equal(404, (await op.post(`${at}/withdraw`)).status);
});

test('boxes and rows are taken as they are', async (k) => {
	const op = await operator(k);
	const form = fields((await op.get(`${path}/new`)).text);
	const bit = { ...form };

	delete bit['p.select_fields.bit'];
	const answer = await op.post(path, { ...bit, ...told, from: tomorrow,
		'p.deep_link': 'true', 'p.deep_link_label': 'Keys',
		'x.2.by': 'product_family', 'x.2.value': 'sql_server',
		'x.2.route': 'support_request' });
	const at = answer.headers.location.replace(/\?.*/, '');
	const shown = words((await op.get(at)).text);

	ok(shown.includes('To choose before a download Version, Language, ' +
		'and bit Version and Language'), shown);
	ok(shown.includes('SUSE: never; Red Hat: never SUSE: never; Red Hat: ' +
		'never; SQL Server: by support request'), shown);
	ok(shown.includes('Text of that link – Keys'), shown);
	await op.post(`${at}/discard`);
});

test('R-131: Terms names each edition, its day, its source and what changed',
	async (k) => {
		const who = await person(k, 'anneke');
		const shown = words((await who.get('/terms')).text);

		for (const what of [
			'Edition 2021-06-02 in force from Jun 2, 2021 · Page of Mar 8, ' +
				'2021, published Jun 2, 2021',
			'What changed against edition 2021-03-08',
			'Cancellation window 60 days 30 days Fixed by the day of purchase',
			'Edition 2019-12-18 from the beginning',
			'Fixed by the day of purchase They stay with an order',
			'By the day somebody acts', 'Stamped on a link when it is issued',
			'Products with a window of their own'])
			ok(shown.includes(what), `${what}\n${shown.slice(0, 3000)}`);
		ok(shown.includes('KS19VSPRO001 14 days'), 'R-078');
	});
