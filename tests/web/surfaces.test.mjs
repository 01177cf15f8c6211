/*
 * The four editions on screen: what each date shows and refuses, requirement
 * by requirement and case by case.
 */
import { admin } from '../api/lib.mjs';
import { cents, server2019, share, shop, sql_year, windows7 } from '../api/shop.mjs';
import { ask, clockAt, copied, dialog, equal, ok, person, purchase, test, value,
	words } from './lib.mjs';

const dates = ['2020-01-15', '2021-02-15', '2021-04-15', '2021-07-15'];

/* Runs fn at each date; gives what it found, by date. */
async function eachDate(who, fn, days = dates) {
	const found = {};

	for (const day of days) {
		const back = await clockAt(who, day);

		try {
			found[day] = await fn(day);
		} finally {
			await back();
		}
	}
	return found;
}
const byDate = (...values) => Object.fromEntries(dates.map((day, i) =>
	[day, values[i]]));

/* Bought now, at the clock's time; what the pages know it by. */
async function bought(k, who, country, what) {
	const s = await shop(k, country);
	const order = await s.order(what);
	const list = `/customers/${s.id}/software`;
	const id = `${order.id}-0`;

	return { s, order, list, id, path: `${list}/${id}` };
}

const sql = async (k, who) => purchase(k, who, 'Dorpat', 'SQL Server Standard');
const inner = (page) =>
	/<tr class="inner"[\s\S]*?<\/tr>/.exec(page.text)?.[0] ?? '';

/* ---- who downloads where ---- */

test('R-031, R-032: the Software page says who downloads where, as the edition ' +
	'has it', async (k) => {
	const who = await person(k, 'anneke');
	const it = await sql(k, who);
	const said = await eachDate(who, async () => words(
		/<p[^>]*id="how"[\s\S]*?<\/p>/.exec((await who.get(it.list)).text)[0]));
	const still = 'Bought software still has to be downloaded: ';
	const centre = 'the customer admin centre, under Billing, Your products, ' +
		'Software.';

	equal(byDate(`${still}an Admin agent does it here, with its key.`,
		`${still}the customer does it in ${centre}`,
		`${still}an Admin agent does it here, or the customer in ${centre}`,
		`${still}an Admin agent does it here, or the customer in ${centre}`),
	said);
});

test('R-033: from 2021-03-08 on a notice tells the risk, and where to read more',
	async (k) => {
		const who = await person(k, 'anneke');
		const it = await sql(k, who);
		const notice = 'A key or link works for whoever holds it.';

		equal(byDate(false, false, true, true), await eachDate(who,
			async () => (await who.get(`${it.list}?open=${it.id}`)).text
				.includes(notice)));
		equal(byDate(false, true, true, true), await eachDate(who,
			async () => inner(await who.get(`${it.list}?open=${it.id}`))
				.includes('href="/help/keys"')));
	});

test('R-034, R-057: an Admin agent gets keys and downloads, but for the edition ' +
	'of 2021-01-29, where nobody at the partner does', async (k) => {
	const who = await person(k, 'anneke');
	const it = await sql(k, who);
	const file = value(await who.get(`${it.path}/keys`), 'file');

	equal(byDate(200, 403, 200, 200), await eachDate(who, async () =>
		(await who.post(`${it.path}/keys`)).status), 'keys');
	equal(byDate(200, 403, 200, 200), await eachDate(who, async () =>
		(await who.post(`${it.path}/links`, { file })).status), 'links');
	equal(byDate(200, 403, 200, 200), await eachDate(who, async () =>
		(await who.post(`${it.path}/download`, { file })).status), 'files');
	/* the API included */
	const api = admin(k);
	const id = it.customer;
	equal(byDate(200, 403, 200, 200), await eachDate(who, async () =>
		(await api.post(`/customers/${id}/software/${it.id}/key`)).status));
});

test('E-52, R-034: a Global admin without Admin agent gets 403 for Get Key and ' +
	'for Cancel, on every date', async (k) => {
	const who = await person(k, 'anneke'), global = await person(k, 'greta');
	const it = await sql(k, who);

	equal(byDate(...dates.map(() => [403, 403])), await eachDate(who,
		async () => [(await global.post(`${it.path}/keys`)).status,
			(await global.post(`${it.path}/cancel`,
				{ order: it.order, acknowledged: '1' })).status]));
});

/* ---- the list ---- */

test('R-035, R-036, R-037: from Customers and the customer to the Software ' +
	'page, which lists all that was bought; a product is expanded',
async (k) => {
	const who = await person(k, 'anneke');
	const it = await sql(k, who);

	await eachDate(who, async (day) => {
		const customers = await who.get('/customers');
		const house = `/customers/${it.customer}`;

		ok(customers.text.includes(`href="${house}"`), day);
		ok((await who.get(house)).text.includes(`href="${it.list}"`), day);
		const list = await who.get(it.list);
		const { items } = (await admin(k).get(
			`/customers/${it.customer}/software`)).json;
		equal(items.map((i) => i.entitlementId).sort(),
			[...list.text.matchAll(/<tr id="line-([^"]+)"/g)]
				.map(([, id]) => id).sort(), day);
		equal('', inner(list));
		const open = await who.get(`${it.list}?open=${it.id}`);
		ok(inner(open) !== '' && open.text.includes('aria-expanded="true"'),
			day);
	});
});

/* ---- choices ---- */

const labels = (html) => [...html.matchAll(/<label for="[^"]*">([^<]*)</g)]
	.map(([, label]) => label);

test('E-55, R-038, R-039, R-041, R-042, R-046: in 2019 Version, Language and ' +
	'File type/OS, then Submit; no Get Key, no checkbox', async (k) => {
	const who = await person(k, 'anneke');
	const back = await clockAt(who, '2020-01-15');

	try {
		const it = await bought(k, who, 'DE', sql_year);
		const page = await who.get(`${it.list}?open=${it.id}`);

		equal(['Version', 'Language', 'File type/OS'],
			labels(inner(page)));
		ok(words(inner(page)).includes('Select product'));
		ok(inner(page).includes('>Submit</button>'));
		ok(!inner(page).includes('Get Key'));
		ok(!inner(page).includes('Get keys and downloads'), 'Submit first');
		const chosen = await who.get(
			`${it.list}?open=${it.id}&step=chosen`);
		ok(/\.iso/.test(words(inner(chosen))), 'the specific product');
		ok(inner(chosen).includes('Get keys and downloads'));
		const shown = await who.post(`${it.path}/keys`);
		ok(/( \d{4}){8} /.test(dialog(shown)) &&
			dialog(shown).includes('Download') &&
			dialog(shown).includes('Copy Link'), 'key and downloads as one');
		ok(!/<button[^>]*>[^<]*(<svg[\s\S]*?<\/svg>)?Get Key</
			.test(shown.text));
		ok(!(await who.get(`${it.path}/cancel`)).text
			.includes('name="acknowledged"'));
	} finally {
		await back();
	}
});

test('E-56, R-038, R-040, R-043, R-044, R-045: in 2021-06 version, language and ' +
	'bit; Get Key shows 32 digits that can be copied', async (k) => {
	const who = await person(k, 'anneke');
	const back = await clockAt(who, '2021-07-15');

	try {
		const it = await bought(k, who, 'DE', sql_year);
		const page = await who.get(`${it.list}?open=${it.id}`);

		equal(['Version', 'Language', 'bit'], labels(inner(page)));
		ok(!inner(page).includes('>Submit</button>'));
		ok(inner(page).includes('Get keys and downloads'));
		const closed = await who.get(`${it.path}/keys`);
		ok(dialog(closed).includes('Get Key'));
		equal('', copied(closed), 'not before Get Key');
		const key = copied(await who.post(`${it.path}/keys`));
		ok(/^\d{32}$/.test(key), key);
		/* the last digit by Luhn */
		const sum = [...key].reverse().map(Number).reduce((all, digit, i) =>
			all + (i % 2 ? (digit * 2 > 9 ? digit * 2 - 9 : digit * 2) :
				digit), 0);
		equal(0, sum % 10);
	} finally {
		await back();
	}
});

/* ---- links ---- */

test('R-047, R-048: Download sends the file; Copy Link gives a link that needs ' +
	'no session', async (k) => {
	const who = await person(k, 'anneke');
	const it = await sql(k, who);
	const file = value(await who.get(`${it.path}/keys`), 'file');
	const mine = await who.post(`${it.path}/download`, { file });
	const link = copied(await who.post(`${it.path}/links`, { file }));
	const theirs = await ask(k, 'GET', new URL(link).pathname);

	equal([200, 200], [mine.status, theirs.status]);
	ok(mine.bytes.equals(theirs.bytes));
	equal(undefined, theirs.headers['set-cookie']);
});

test('R-049, R-050, R-051, R-054: in every edition a link lives 14 days or 50 ' +
	'downloads, whichever comes first', async (k) => {
	const who = await person(k, 'anneke');

	await eachDate(who, async (day) => {
		const it = await bought(k, who, 'DE', server2019);
		const file = value(await who.get(`${it.path}/keys`), 'file');
		const said = await who.post(`${it.path}/links`, { file });
		const [, until] = /<time datetime="([^"]*)">/
			.exec(/<dialog[\s\S]*<\/dialog>/.exec(said.text)[0]);

		ok(dialog(said).includes('0 of 50 downloads used'), day);
		ok(dialog(said).includes('whichever comes first'), day);
		const days = (Date.parse(until) - Date.parse(`${day}T09:24:00Z`)) /
			86400000;
		ok(days >= 14 && days < 14.01, `${day}: ${until}`);
	}, ['2020-01-15', '2021-04-15', '2021-07-15']);
});

test('E-42, R-052, R-053: after two weeks a new link comes, as often as asked',
	async (k) => {
		const who = await person(k, 'anneke');
		const seen = new Set();
		let back = await clockAt(who, '2021-03-31');
		const it = await bought(k, who, 'DE', server2019);
		const file = value(await who.get(`${it.path}/keys`), 'file');
		let last;

		for (const day of ['2021-04-01', '2021-04-16', '2021-05-01']) {
			back = await clockAt(who, day);
			const link = copied(await who.post(`${it.path}/links`,
				{ file }));

			if (last)
				equal(410, (await ask(k, 'GET', last)).status,
					'the old one stays dead');
			last = new URL(link).pathname;
			ok(!seen.has(last));
			seen.add(last);
			equal(200, (await ask(k, 'GET', last)).status);
			await back();
		}
	});

test('E-51: a link of 2021-01-28 works on in the edition without keys',
	async (k) => {
		const who = await person(k, 'anneke');
		let back = await clockAt(who, '2021-01-28', '12:00:00');
		const it = await bought(k, who, 'DE', server2019);
		const file = value(await who.get(`${it.path}/keys`), 'file');
		const link = new URL(copied(await who.post(`${it.path}/links`,
			{ file }))).pathname;

		back = await clockAt(who, '2021-02-01');
		try {
			equal(200, (await ask(k, 'GET', link)).status);
			equal(403, (await who.post(`${it.path}/links`, { file }))
				.status);
		} finally {
			await back();
		}
	});

test('E-49, E-50: bought 2020-12-01, no key on 2021-02-10 but the deep link; ' +
	'from 2021-03-08 on the key', async (k) => {
	const who = await person(k, 'anneke');
	let back = await clockAt(who, '2020-12-01');
	const it = await bought(k, who, 'DE', server2019);

	back = await clockAt(who, '2021-02-10');
	try {
		const refused = await who.post(`${it.path}/keys`);

		equal(403, refused.status);
		ok(words(refused.text).includes('Share the deep link'));
		ok(copied(await who.get(`${it.list}?open=${it.id}`))
			.endsWith(`/portal/billing/products/software?open=${it.id}`));
		back = await clockAt(who, '2021-03-08', '00:00:00');
		ok(/^\d{32}$/.test(copied(await who.post(`${it.path}/keys`))));
		ok(words((await who.get('/activity?act=get_software_key' +
			'&from=2021-03-08&to=2021-03-08')).text)
			.includes('Anneke Brandt Key shown'));
	} finally {
		await back();
	}
});

test('R-055: the deep link is there in the edition of 2021-01-29 alone',
	async (k) => {
		const who = await person(k, 'anneke');
		const it = await sql(k, who);

		equal(byDate(false, true, false, false), await eachDate(who,
			async () => (await who.get(`${it.list}?open=${it.id}`)).text
				.includes('Link to Software product keys and downloads')));
	});

test('R-060: what partners are shown they are shown here, never in the ' +
	'customer admin centre', async (k) => {
	const who = await person(k, 'anneke');

	equal(byDate(403, 403, 403, 403), await eachDate(who, async () =>
		(await who.get('/portal/billing/products/software')).status));
});

/* ---- cancelling, as each date has it ---- */

test('R-062: the Software page offers Cancel; perpetual software comes back in ' +
	'full, a subscription by its unused days', async (k) => {
	const who = await person(k, 'anneke');
	let back = await clockAt(who, '2021-07-15');
	const whole = await bought(k, who, 'DE', server2019);
	const part = await bought(k, who, 'DE', sql_year);

	back = await clockAt(who, '2021-07-25');
	try {
		const list = await who.get(whole.list);

		for (const it of [whole, part])
			ok(list.text.includes(`href="${it.path}/cancel`), it.id);
		/* ten of 365 days are used */
		for (const [it, days] of [[whole, 365], [part, 355]]) {
			const net = cents((await it.s.who.get(`${it.s.path}/orders/` +
				`${it.order.id}?include_price=true`)).json.totalPrice);
			const { credit } = (await it.s.offer(it.order)).lineItems[0];

			equal(-share(net, days, 365), cents(credit.net), it.id);
			ok(dialog(await who.get(`${it.path}/cancel`))
				.includes('early termination fee €0.00'));
		}
	} finally {
		await back();
	}
});

test('E-61: an order of 2021-03-10 without the checkbox: 422, nothing changed',
	async (k) => {
		const who = await person(k, 'anneke');
		const back = await clockAt(who, '2021-03-10');

		try {
			const it = await bought(k, who, 'DE', server2019);
			const sent = await who.post(`${it.path}/cancel`,
				{ order: it.order.id });

			equal(422, sent.status);
			equal('completed', (await it.s.get(it.order)).json.status);
			ok(/^\d{32}$/.test(copied(await who.post(`${it.path}/keys`))));
		} finally {
			await back();
		}
	});

test('E-62: an order of 2020-01-10 is cancelled on 2020-01-11 without a ' +
	'checkbox', async (k) => {
	const who = await person(k, 'anneke');
	let back = await clockAt(who, '2020-01-10');
	const it = await bought(k, who, 'DE', server2019);

	back = await clockAt(who, '2020-01-11');
	try {
		equal(303, (await who.post(`${it.path}/cancel`,
			{ order: it.order.id })).status);
		equal('cancelled', (await it.s.get(it.order)).json.status);
	} finally {
		await back();
	}
});

test('E-63: an order of 2020-12-20 on 2021-02-01: the checkbox of the day, the ' +
	'window of 60 days still', async (k) => {
	const who = await person(k, 'anneke');
	let back = await clockAt(who, '2020-12-20');
	const it = await bought(k, who, 'DE', server2019);

	back = await clockAt(who, '2021-02-01');
	try {
		const sent = await who.post(`${it.path}/cancel`,
			{ order: it.order.id });

		equal(422, sent.status);
		ok(dialog(sent).includes('Edition 2019-12-18: 60 days from the ' +
			'purchase date'), dialog(sent));
		equal('completed', (await it.s.get(it.order)).json.status);
	} finally {
		await back();
	}
});

test('E-58: Windows 7 ESU 2020 of 2020-02-01 is not self-service; a support ' +
	'request is offered', async (k) => {
	const who = await person(k, 'anneke');
	const back = await clockAt(who, '2020-02-01');

	try {
		const it = await bought(k, who, 'DE', windows7);
		const page = await who.get(`${it.path}/cancel`);

		ok(/href="\/support\/new[^"]*"/.test(
			/<dialog[\s\S]*<\/dialog>/.exec(page.text)[0]), dialog(page));
		equal(409, (await who.post(`${it.path}/cancel`,
			{ order: it.order.id, acknowledged: '1' })).status);
	} finally {
		await back();
	}
});

test('E-48, E-68, E-69, R-110: cancelled: the list shows it at once, keeps it ' +
	'marked, and no key comes', async (k) => {
	const who = await person(k, 'anneke');
	const back = await clockAt(who, '2021-07-15', '10:00:00');

	try {
		const it = await bought(k, who, 'DE', server2019);

		equal(303, (await who.post(`${it.path}/cancel`,
			{ order: it.order.id, acknowledged: '1' })).status);
		const row = new RegExp(`<tr id="line-${it.id}"[\\s\\S]*?</tr>`)
			.exec((await who.get(it.list)).text)[0];
		ok(words(row).includes('Cancelled') &&
			words(row).includes('Keys and links are revoked'), words(row));
		ok(!row.includes('/keys'));
		equal(409, (await who.post(`${it.path}/keys`)).status);
	} finally {
		await back();
	}
});

/* ---- the log ---- */

const rows = (page) => [...page.text.matchAll(/<tr[\s\S]*?<\/tr>/g)]
	.map(([row]) => words(row));

test('R-066, R-068, R-072: each key shown and each download is a row with its ' +
	'user, and a summary by user', async (k) => {
	const who = await person(k, 'anneke');
	const back = await clockAt(who, '2019-02-05');

	try {
		const it = await bought(k, who, 'DE', sql_year);
		const file = value(await who.get(`${it.path}/keys`), 'file');

		await who.post(`${it.path}/keys`);
		await who.post(`${it.path}/download`, { file });
		const link = copied(await who.post(`${it.path}/links`, { file }));
		await ask(k, 'GET', new URL(link).pathname);
		const page = await (await person(k, 'greta')).get(
			'/activity?tab=software&from=2019-02-05&to=2019-02-05');
		const list = rows(page);

		for (const text of ['Anneke Brandt Key shown',
			'Anneke Brandt Download link copied', 'Link holder'])
			ok(list.some((row) => row.includes(text)),
				`${text}\n${list.join('\n')}`);
		ok(/By user|Summary/.test(words(page.text)), words(page.text));
	} finally {
		await back();
	}
});

test('E-75, R-069: an Admin agent alone gets 403 on software activity; the ' +
	'four roles do not', async (k) => {
	const path = '/activity?tab=software';
	const roles = { jonas: 403, greta: 200, heiko: 200, femke: 200,
		marisol: 200 };

	for (const [name, status] of Object.entries(roles))
		equal(status, (await (await person(k, name)).get(path)).status, name);
});

test('R-070, R-071: the log is behind the gear, and asks for a range of days, ' +
	'the latest month at first', async (k) => {
	const who = await person(k, 'greta');
	const back = await clockAt(await person(k, 'anneke'), '2021-07-15');

	try {
		const home = await who.get('/');
		const gear = /<div class="menu" id="menu-gear"[\s\S]*?<\/div>/
			.exec(home.text)[0];

		ok(gear.includes('href="/activity"'));
		const log = await who.get('/activity');
		const day = (name) => new RegExp(
			`name="${name}"[^>]*value="([^"]*)"`)
			.exec(/<form class="filters"[\s\S]*?<\/form>/
				.exec(log.text)[0])[1];
		equal('2021-07-15', day('to'));
		ok(['2021-06-15', '2021-06-16'].includes(day('from')), day('from'));
	} finally {
		await back();
	}
});

test('E-74, R-071: both days of the range are in, the day after is not',
	async (k) => {
		const who = await person(k, 'anneke');
		let back = await clockAt(who, '2019-04-30', '23:59:30');
		const it = await bought(k, who, 'DE', server2019);
		const seen = async () => rows(await who.get('/activity?tab=software' +
			'&from=2019-04-01&to=2019-04-30'))
			.filter((row) => row.includes('Key shown')).length;

		try {
			await who.post(`${it.path}/keys`);
			equal(1, await seen());
			back = await clockAt(who, '2019-05-01', '00:00:00');
			await who.post(`${it.path}/keys`);
			equal(1, await seen());
			equal(1, rows(await who.get('/activity?tab=software' +
				'&from=2019-05-01&to=2019-05-01'))
				.filter((row) => row.includes('Key shown')).length);
		} finally {
			await back();
		}
	});

test('R-067: the log is kept: rows outlive the purchase that was cancelled',
	async (k) => {
		const who = await person(k, 'anneke');
		const back = await clockAt(who, '2019-03-03');

		try {
			const it = await bought(k, who, 'DE', server2019);
			const path = '/activity?tab=software&from=2019-03-03' +
				'&to=2019-03-03';

			await who.post(`${it.path}/keys`);
			const before = rows(await who.get(path));
			equal(303, (await who.post(`${it.path}/cancel`,
				{ order: it.order.id })).status);
			const after = rows(await who.get(path));
			for (const row of before.filter((r) => r.includes('Key shown')))
				ok(after.includes(row), row);
		} finally {
			await back();
		}
	});

test('R-133: every language says the same days, moments and amounts',
	async (k) => {
		const who = await person(k, 'anneke');
		const it = await purchase(k, who, 'Dorpat', 'SQL Server Standard');
		const choose = (language) => who.post('/account', { language });
		const tags = [...(await who.get('/account')).text
			.matchAll(/<option value="([a-z]{2}-[A-Z]{2})"/g)]
			.map(([, tag]) => tag);
		/* what a reader of any language takes from the dialog */
		const said = (answer) => ({
			amounts: [...answer.text.replace(/<[^>]*>/g, ' ').matchAll(
				/\d[\d.,\u00a0\u202f]*[.,]\d\d(?![\d.:])/g)]
				.map(([text]) => text.replace(/\D/g, '')),
			moments: [...answer.text.matchAll(/datetime="([^"]*)"/g)]
				.map(([, at]) => at.slice(0, 10)),
			days: ['30', '363', '365'].filter((days) =>
				words(answer.text).includes(days)),
		});
		const english = said(await who.get(`${it.path}/cancel`));

		ok(tags.length > 1, tags.join());
		ok(english.amounts.length > 30 && english.moments.length > 0);
		equal(['30', '363', '365'], english.days);
		for (const tag of tags) {
			equal(303, (await choose(tag)).status);
			equal(english, said(await who.get(`${it.path}/cancel`)), tag);
		}
		equal(303, (await choose('en-US')).status);
	});
