/* Help pages, and which page leads to which in which edition. */
import { ask, clockAt, equal, guest, ok, operator, person, purchase, test, words }
	from './lib.mjs';

const dates = { '2020-01-15': false, '2021-02-15': true, '2021-04-15': true,
	'2021-07-15': true };
const next = ['/help/marketplace', '/help/azure-plans'];

test('R-126, R-127: from 2021-01-29 on the Software page and its help lead on ' +
	'to marketplace subscriptions and Azure plans', async (k) => {
	const who = await person(k, 'anneke');
	const it = await purchase(k, who, 'Dorpat', 'SQL Server');

	for (const [day, leads] of Object.entries(dates)) {
		const back = await clockAt(who, day);

		try {
			for (const path of [it.list, '/help/cancelling', '/help/keys'])
				for (const link of next)
					equal(leads, (await who.get(path)).text.includes(
						`href="${link}"`), `${day} ${path}`);
		} finally {
			await back();
		}
	}
	const market = words((await who.get(next[0])).text);
	const azure = words((await who.get(next[1])).text);
	for (const text of ['What Kontor does', 'What it does not do',
		'How to begin'])
		ok(market.includes(text) && azure.includes(text), text);
	ok(market.includes('Products of other publishers') &&
		azure.includes('Usage is not metered here'));
});

test('what the pages of following steps say is so: seats of other publishers ' +
	'and Azure plans are on offer', async (k) => {
	const who = await person(k, 'anneke');
	const { id } = k.demo.partners[0].customers
		.find((c) => c.country === 'DE');
	const offered = async (view) => words((await who.get(
		`/customers/${id}/products?view=${view}`)).text);

	ok((await offered('OnlineServices')).includes('Fabrikam Backup'));
	ok((await offered('Azure')).includes('Azure plan'));
});

test('R-061, R-033: editions that say so link to help on downloads and keys',
	async (k) => {
		const who = await person(k, 'anneke');
		const it = await purchase(k, who, 'Dorpat', 'SQL Server');

		for (const day of Object.keys(dates)) {
			const back = await clockAt(who, day);

			try {
				const page = await who.get(`${it.list}?open=${it.id}`);
				equal(day !== '2020-01-15', page.text.includes(
					'href="/help/keys"'), day);
			} finally {
				await back();
			}
		}
		ok(words((await who.get('/help/keys')).text)
			.includes('Who downloads where'));
	});

test('R-083: help on SUSE and Red Hat plans is there, and linked', async (k) => {
	const who = await person(k, 'anneke');

	ok(words((await who.get('/help/linux-plans')).text)
		.includes('neither cancelled nor exchanged'));
	ok((await who.get('/help/cancelling')).text.includes(
		'href="/help/linux-plans"'));
});

test('R-073, R-076: help on cancelling tells the window of the day',
	async (k) => {
		const who = await person(k, 'anneke');

		for (const [day, window] of [['2021-04-15', '60 days'],
			['2021-07-15', '30 days']]) {
			const back = await clockAt(who, day);

			try {
				const text = words((await who.get('/help/cancelling'))
					.text);
				ok(text.includes(`can be cancelled for ${window} from`),
					text);
				ok(text.includes('What follows') &&
					text.includes('What cannot be cancelled'));
			} finally {
				await back();
			}
		}
	});

test('the list of help pages leads to each, for every role', async (k) => {
	const who = await person(k, 'heiko');
	const list = await who.get('/help');

	equal(200, list.status);
	for (const topic of ['keys', 'cancelling', 'linux-plans', 'marketplace',
		'azure-plans']) {
		ok(list.text.includes(`href="/help/${topic}"`), topic);
		equal(200, (await who.get(`/help/${topic}`)).status, topic);
	}
	equal(404, (await who.get('/help/none')).status);
});

test('each page leads to the help that belongs to it, and every page of help ' +
	'is there', async (k) => {
	const who = await person(k, 'anneke');
	const { id } = k.demo.partners[0].customers[0];
	const belongs = {
		'/': '/help/purchase',
		'/customers': '/help/customers',
		[`/customers/${id}`]: '/help/customers',
		'/customers/new': '/help/customers#step-2',
		[`/customers/${id}/users`]: '/help/customers#step-5',
		[`/customers/${id}/software`]: '/help/purchase#step-5',
		[`/customers/${id}/products`]: '/help/buying',
		[`/customers/${id}/orders`]: '/help/buying#step-5',
		[`/customers/${id}/subscriptions`]: '/help/subscriptions',
		[`/customers/${id}/reservations`]: '/help/reservations',
		'/hybrid-benefit': '/help/reservations#step-3',
		'/billing': '/help/billing',
		'/billing/invoices': '/help/billing#step-2',
		'/activity': '/help/activity',
		'/support/new': '/help/support',
		'/clock': '/help/test-clock',
		'/account/applications': '/help/programs',
		'/account/webhooks': '/help/programs#step-5',
		'/account/users': '/help/people',
		'/account/security': '/help/people#step-3',
		'/account/notifications': '/help/people#step-4',
		'/permissions': '/help/people#step-2',
	};
	/* the step that the page is about */
	const steps = {
		'/help/customers#step-2': 'Add one',
		'/help/customers#step-5': 'Look after its users',
		'/help/purchase#step-5': 'Hand over key and files',
		'/help/buying#step-5': 'Find it again',
		'/help/reservations#step-3': 'Compare',
		'/help/billing#step-2': 'Read the invoice',
		'/help/programs#step-5': 'Be told',
		'/help/people#step-2': 'Give the right role',
		'/help/people#step-3': 'Protect the account',
		'/help/people#step-4': 'Choose what comes by mail',
	};
	const list = (await who.get('/help')).text;

	for (const [path, help] of Object.entries(belongs)) {
		const page = await who.get(path);

		equal(help, /<a class="btn flat" href="([^"]*)"/.exec(page.text)?.[1],
			path);
		const [at, step] = help.split('#');
		const shown = await who.get(at);

		equal(200, shown.status, help);
		ok(list.includes(`href="${at}"`), `${at} is in the list`);
		if (step)
			equal(steps[help], words(new RegExp(`id="${step}">[\\s\\S]*?` +
				'<h2>([^<]*)').exec(shown.text)?.[1] ?? ''), help);
	}
	equal(404, (await who.get('/help/nothing')).status);
});

test('a guide is steps with numbers, and each of its links leads somewhere',
	async (k) => {
		const who = await person(k, 'anneke');
		const guides = [...(await who.get('/help')).text
			.matchAll(/href="(\/help\/[^"]*)"/g)].map((m) => m[1]);

		equal(16, new Set(guides).size);
		for (const guide of guides) {
			const page = await who.get(guide);
			const main = /<main[\s\S]*<\/main>/.exec(page.text)[0];

			for (const [, href] of main.matchAll(/href="(\/[^"#]*)"/g))
				equal(200, (await who.get(href)).status, `${guide}: ${href}`);
			ok(!/\{[a-z]+\}/.test(words(main)), `${guide}: a hole is open`);
		}
		const way = words((await who.get('/help/purchase')).text);
		for (const step of ['1 Choose the customer', '5 Hand over key and files',
			'can be cancelled for 30 days', '8 Find the credit'])
			ok(way.includes(step), step);
	});

test('console and admin centre have help of their own, at the right place',
	async (k) => {
		const op = await operator(k);
		const help = words((await op.get('/operator/help')).text);

		for (const [path, anchor, title] of [
			['/operator/partners', '#partners', 'Partners'],
			['/operator/keys', '#keys', 'Key pools'],
			['/operator/catalogue', '#imports', 'Imports'],
			['/operator/requests', '#requests', 'Support requests']]) {
			ok((await op.get(path)).text.includes(
				`href="/operator/help${anchor}" aria-label`), path);
			ok(help.includes(`Open: ${title}`), title);
		}
		const admin = await guest(k, 'Dorpat');
		for (const path of ['/portal/billing/products/software',
			'/portal/activity', '/portal/account/security'])
			ok((await admin.get(path)).text.includes(
				'<a class="btn flat" href="/portal/help"'), path);
		equal(404, (await (await person(k, 'anneke'))
			.get('/help/../operator/help')).status);
	});

test('a step does not lead where its reader may not go', async (k) => {
	const agent = await person(k, 'jonas');
	const admin = await person(k, 'anneke');

	for (const [who, leads] of [[agent, false], [admin, true]])
		equal(leads, (await who.get('/help/people')).text
			.includes('<a href="/account/users">Users and roles</a></p>'));
});

test('how to get in stands on a page for everybody, and every sign-in page ' +
	'leads to it', async (k) => {
	const page = await ask(k, 'GET', '/help/sign-in');
	const text = words(page.text);

	equal(200, page.status);
	for (const said of ['Help with signing in', 'The first time',
		'When it does not work', 'You work for a partner: ask a Global admin',
		'You are a customer: ask the partner', 'who runs this service'])
		ok(text.includes(said), said);
	for (const [, href] of /<main[\s\S]*<\/main>/.exec(page.text)[0]
		.matchAll(/href="([^"]*)"/g))
		equal(200, (await ask(k, 'GET', href)).status, href);
	for (const path of ['/signin', '/operator/sign-in', '/forgot'])
		ok((await ask(k, 'GET', path)).text.includes('href="/help/sign-in"'),
			path);
	equal(200, (await (await person(k, 'anneke')).get('/help/sign-in')).status);
});

test('every error page says how to go on and leads to help that its reader ' +
	'may open', async (k) => {
	const nobody = { get: (path) => ask(k, 'GET', path) };
	const anneke = await person(k, 'anneke');
	const ops = await operator(k);
	const admin = await guest(k, 'Dorpat');
	const plain = await guest(k, 'Dorpat', 'customer_user');
	const { id } = k.demo.partners[0].customers[0];

	for (const [who, path, status, home, help] of [
		[nobody, '/unsubscribe/xyz', 404, '/signin', '/help/sign-in'],
		[nobody, '/d/ASAx93p6O2nEajwTaVdFd4TRwCQx', 404, '/signin',
			'/help/sign-in'],
		[anneke, '/nothing', 404, '/', '/help'],
		[anneke, `/customers/${id}/software/none/keys`, 404, '/',
			'/help/keys'],
		[anneke, '/portal/activity', 403, '/', '/help'],
		[await person(k, 'heiko'), '/customers', 403, '/',
			'/help/customers'],
		[ops, '/operator/nothing', 404, '/operator', '/operator/help'],
		[admin, '/portal/nothing', 404, '/portal', '/portal/help'],
		[admin, '/customers', 403, '/portal', '/portal/help'],
		[plain, '/portal', 403, null, '/help/sign-in']]) {
		const page = await who.get(path);
		const links = [.../<section class="empty">[\s\S]*?<\/section>/
			.exec(page.text)[0].matchAll(/href="([^"]*)"/g)]
			.map((m) => m[1]);

		equal(status, page.status, path);
		equal([home, help].filter(Boolean), links, path);
		equal(200, (await who.get(help)).status, help);
	}
	ok(!words((await admin.get('/portal/nothing')).text)
		.includes('a customer you do not work for'),
	'a customer is not told of customers');
});

test('a problem is reported from the order, as the help says', async (k) => {
	const who = await person(k, 'anneke');
	const it = await purchase(k, who, 'Dorpat', 'SQL Server');
	const order = await who.get(`/customers/${it.customer}/orders/${it.order}`);
	const path = `/support/new?order=${it.order}`;

	ok(order.text.includes(`href="${path}"`));
	const form = (await who.get(path)).text;
	for (const known of [it.order, 'dorpatmaritime.example'])
		ok(form.includes(`value="${known}"`), known);
});

test('where one decides, a link leads to how it works', async (k) => {
	const who = await person(k, 'anneke');
	const ops = await operator(k);
	const it = await purchase(k, who, 'Dorpat', 'SQL Server');

	for (const [one, path, help] of [
		[who, `${it.path}/keys`, '/help/keys'],
		[who, `${it.path}/cancel`, '/help/cancelling'],
		[who, '/billing', '/help/billing'],
		[who, '/billing/invoices', '/help/billing#step-2'],
		[who, '/account/webhooks', '/help/programs#step-5'],
		[who, '/account/applications', '/help/programs'],
		[who, '/account/security', '/help/people#step-3'],
		[ops, '/operator/imports', '/operator/help#imports'],
		[ops, '/operator/editions/new', '/operator/help#editions']])
		ok((await one.get(path)).text.includes(
			`<a href="${help}">How it works</a>`), path);
});
