/* The Azure Hybrid Benefit calculator on its page. */
import { equal, ok, person, test, words } from './lib.mjs';

const question = { edition: 'windows_server_datacenter', cores: '16',
	assured: 'true', from: '2021-01-01', to: '2021-12-31', day: '2021-06-10',
	machine_cores: '8', machines: '1', hours: '730', windows_rate: '0.192',
	base_rate: '0.116', currency: 'USD' };
const address = (change = {}) => `/hybrid-benefit?${new URLSearchParams(
	Object.entries({ ...question, ...change }).filter(([, v]) => v !== ''))}`;
const rows = (page) => [...page.text
	.matchAll(/<tr>\s*<th scope="row">[\s\S]*?<\/tr>/g)]
	.map(([row]) => words(row));

test('E-79, R-008: the page shows 140.16, 84.68 and 55.48 of 39.58 %',
	async (k) => {
		const page = await (await person(k, 'anneke')).get(address());

		equal(200, page.status);
		equal(['Without $140.16 100%', 'With $84.68 60.42%',
			'Saving $55.48 39.58%'], rows(page));
		ok(/<svg class="bars"[\s\S]*width="60.42"[\s\S]*<\/svg>/
			.test(page.text), 'the chart has the same figures');
		ok(words(page.text).includes(
			'Re-used: use on your own servers goes on.'));
		ok(!page.text.includes('id="above"'));
	});

test('E-80, R-009: 40 % is plain, 45 % has the note', async (k) => {
	const who = await person(k, 'anneke');
	const plain = await who.get(address({ windows_rate: '0.200',
		base_rate: '0.120' }));
	const above = await who.get(address({ windows_rate: '0.200',
		base_rate: '0.110' }));

	ok(rows(plain)[2].endsWith(' 40%'), rows(plain)[2]);
	ok(!plain.text.includes('id="above"'));
	ok(rows(above)[2].endsWith(' 45%'), rows(above)[2]);
	ok(/id="above"[\s\S]{0,400}up to 40%/.test(above.text));
});

test('E-81, R-010: without Software Assurance and for Essentials it says why',
	async (k) => {
		const who = await person(k, 'anneke');
		const none = await who.get(address({ assured: '',
			edition: 'windows_server_standard' }));
		const other = await who.get(address({
			edition: 'windows_server_essentials' }));

		for (const [page, why] of [[none, 'The licence is not covered by ' +
			'Software Assurance on that day.'], [other, 'Licences of ' +
			'this edition have no Azure Hybrid Benefit']]) {
			equal(200, page.status);
			ok(words(page.text).includes(`Not eligible ${why}`),
				words(page.text));
			equal('Saving $0.00 0%', rows(page)[2]);
		}
	});

test('R-008, R-009, R-010, R-011, R-012: the page explains the benefit before ' +
	'anything is asked', async (k) => {
	const text = words((await (await person(k, 'anneke'))
		.get('/hybrid-benefit')).text);

	for (const said of ['covered by Software Assurance on the day',
		'a saving of up to 40% on virtual machines',
		'computed from your own rates', 'lower base compute rate',
		'A Datacenter licence is re-used', 'A Standard licence is converted'])
		ok(text.includes(said), said);
});

test('the address of a result shows it to another partner', async (k) => {
	const page = await (await person(k, 'anneke')).get(address({ day: '',
		currency: '' }));
	const link = /<a href="([^"]*)" id="address">/.exec(page.text)[1]
		.replaceAll('&amp;', '&');
	const other = k.demo.partners[1].users.find((u) =>
		u.roles.includes('global_admin')).email;
	const again = await (await person(k, other)).get(
		link.replace(k.demo.base_url, ''));

	ok(link.startsWith(`${k.demo.base_url}/hybrid-benefit?edition=`), link);
	ok(/&day=\d{4}-\d\d-\d\d&/.test(link), link);
	equal(rows(page), rows(again));
	ok(again.text.includes('value="0.192"'), 'what was asked stands there');
});

test('what is wrong is named, and what was typed stays', async (k) => {
	const who = await person(k, 'anneke');

	for (const [change, field, typed] of [
		[{ cores: '0' }, 'cores', '0'], [{ hours: '9000' }, 'hours', '9000'],
		[{ windows_rate: 'dear' }, 'windows_rate', 'dear'],
		[{ from: '' }, 'from', ''], [{ edition: 'none' }, 'edition', null],
		[{ currency: 'CLF' }, 'currency', 'CLF']]) {
		const page = await who.get(address(change));

		equal(422, page.status);
		ok(page.text.includes(`href="#${field}"`), field);
		if (typed !== null)
			ok(new RegExp(`name="${field}"[^>]*value="${typed}"`)
				.test(page.text), field);
	}
	equal(403, (await (await person(k, 'heiko')).get(address())).status);
});
