/* Billing, the activity log, account, permissions, the clock. */
import { clockAt, equal, ok, person, test, words } from './lib.mjs';

test('billing shows a month so far, line by line, to those who may', async (k) => {
	const who = await person(k, 'bruno');
	const page = await who.get('/billing');

	equal(200, page.status);
	ok(words(page.text).includes('so far. Not an invoice yet'));
	ok(page.text.includes('Explain this line'));
	ok(words((await who.get('/billing?month=2018-03')).text)
		.includes('No charges in March 2018'));
	equal(200, (await who.get('/billing?month=nonsense')).status);
	equal(403, (await (await person(k, 'heiko')).get('/billing')).status);
	const past = await who.get([...page.text.matchAll(
		/href="(\/billing\?month=[^"]*)"/g)][1][1]);
	const [, link] = /href="(\/billing\/statements\/[^"]*)"/.exec(past.text);
	const paper = await who.get(link);
	equal('application/pdf', paper.headers['content-type']);
	equal('%PDF-', paper.bytes.subarray(0, 5).toString());
	equal(404, (await who.get('/billing/statements/G202001EUR')).status);
});

test('each tab of the log has its readers', async (k) => {
	const seen = {};

	for (const name of ['anneke', 'jonas', 'greta', 'heiko', 'femke', 'marisol',
		'tarek', 'ilse', 'bruno', 'wiebke']) {
		const who = await person(k, name);
		seen[name] = [];
		for (const path of ['/activity?tab=software',
			'/activity?tab=customer', '/activity',
			'/activity.csv?tab=software'])
			seen[name].push((await who.get(path)).status);
	}
	const software = [200, 403, 200, 200], customer = [403, 200, 200, 403];
	const both = [200, 200, 200, 200];
	equal({ anneke: both, jonas: customer, greta: both, heiko: software,
		femke: software, marisol: software, tarek: customer, ilse: customer,
		bruno: customer, wiebke: customer }, seen);
});

test('both days of the range are in', async (k) => {
	const who = await person(k, 'anneke');
	let back = await clockAt(who, '2021-06-30', '23:59:30');

	await who.post('/clock', { day: '2021-06-30', time: '23:59:30' });
	back = await clockAt(who, '2021-07-01', '00:00:10');
	await who.post('/clock', { day: '2021-07-01', time: '00:00:10' });
	await back();
	const rows = async (query) => (await who.get(
		`/activity.csv?tab=customer&act=set_clock&${query}`)).text
		.split('\r\n').filter((line) => line.startsWith('2021-'))
		.map((line) => line.slice(0, 10));
	ok((await rows('from=2021-06-01&to=2021-06-30'))
		.every((day) => day === '2021-06-30'));
	ok((await rows('from=2021-06-01&to=2021-06-30')).length > 0);
	ok((await rows('from=2021-07-01&to=2021-07-01')).length > 0);
	equal(422, (await who.get('/activity?from=yesterday')).status);
});

test('the language is one’s own to choose', async (k) => {
	const who = await person(k, 'ilse');

	equal(303, (await who.post('/account', { language: 'en-XA' })).status);
	ok(/lang="en-XA"/.test((await who.get('/account')).text));
	equal(422, (await who.post('/account', { language: 'xx' })).status);
	equal(303, (await who.post('/account',
		{ language: 'en-US' })).status);
});

test('the matrix shows what editions narrow', async (k) => {
	const who = await person(k, 'wiebke');
	const page = words((await who.get('/permissions')).text);

	ok(page.includes('By edition: 2019-12-18, 2021-03-08, and 2021-06-02.'));
	ok(page.includes('By edition: 2021-01-29.'));
});

test('the clock refuses what it cannot be, and goes back only home', async (k) => {
	const who = await person(k, 'anneke');

	for (const form of [{ day: '2011-01-01' }, { day: 'x' }, {},
		{ day: '2020-01-01', time: '99:00' }, { day: '2020-02-30' }])
		equal(422, (await who.post('/clock', form)).status);
	const away = await who.post('/clock', { step: 'real', back: '//evil.example' });
	equal([303, '/'], [away.status, away.headers.location]);
	equal(403, (await (await person(k, 'bruno')).get('/clock')).status);
});

test('the terms of all four editions stand side by side, with what changed',
	async (k) => {
		const who = await person(k, 'anneke');
		const page = await who.get('/terms');
		const rows = Object.fromEntries([...page.text.matchAll(
			/<tr><th scope="row">([^<]*)<\/th>(.*?)<\/tr>/gs)]
			.map(([, name, cells]) => [name,
				cells.split('</td>').slice(0, 4).map((cell) =>
					words(cell.split('<span class="under"')[0]))]));

		equal(200, page.status);
		equal(['60 days', '60 days', '60 days', '30 days changed'],
			rows['Cancellation window']);
		equal(['No', 'Yes changed', 'Yes', 'Yes'],
			rows['Acknowledgement before cancelling']);
		equal(['Admin agent', 'Nobody changed', 'Admin agent changed',
			'Admin agent'], rows['Who gets keys and downloads']);
		equal(['Nobody', 'Customer global admin changed',
			'Customer global admin', 'Customer global admin'],
		rows['Who gets keys at the customer']);
		equal(['No', 'Yes changed', 'No changed', 'No'],
			rows['Link to the customer’s own page']);
		equal(['14 days', '14 days', '14 days', '14 days'],
			rows['Life of a download link']);
		equal(['50', '50', '50', '50'], rows['Downloads of a link']);
	});

test('the clock runs to the next event and says which it was', async (k) => {
	const who = await person(k, 'anneke');
	const back = await clockAt(who, '2021-05-25', '09:00:00');
	const page = await who.get('/clock?back=/customers');

	ok(words(page.text).includes('End of a month May 2021 ends; its ' +
		'invoices are issued.'), words(page.text));
	ok(words(page.text).includes('New edition Edition 2021-06-02 comes into ' +
		'force.'));
	const [, when] = /<td[^>]*data-th="When"><time datetime="([^"]*)"/
		.exec(page.text);
	const ran = await who.post('/clock', { step: 'next', back: '/customers' });
	equal(303, ran.status);
	ok(/^\/clock\?ran=[a-z_]+&back=%2Fcustomers$/
		.test(ran.headers.location), ran.headers.location);
	const after = await who.get(ran.headers.location);
	ok(after.text.includes('id="ran"') && after.text.includes(
		'href="/customers"'));
	/* it stands there now, and runs on by the second */
	const [, stands] = /It stands at <time datetime="([^"]*)"/.exec(after.text);
	ok(stands >= when && Date.parse(stands) - Date.parse(when) < 60000,
		`${stands} ${when}`);
	ok(!(await who.get('/clock?ran=nonsense')).text.includes('id="ran"'));
	await back();
});
