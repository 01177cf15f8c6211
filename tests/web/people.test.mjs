/* Users and roles of the partner's own account, and one's own profile. */
import { ask, equal, ok, person, startServer, test, value, words }
	from './lib.mjs';
import { startMail } from '../api/smtp.mjs';

const form = (fields) => new URLSearchParams(Object.entries(fields)
	.flatMap(([name, one]) => [one].flat().map((text) => [name, text])));
/* post() of a person takes objects; lists need their name repeated. */
const send = (who, path, fields = {}) => who.bare(path,
	form({ _csrf: who.csrf, ...fields }));
const boxes = (answer) => Object.fromEntries([...answer.text.matchAll(
	/name="on" value="([^"]*)"( checked)?( disabled)?>(.*?)<\/label>/gs)]
	.map(([, id, on, off, text]) => [id, { on: Boolean(on),
		off: Boolean(off), text: words(text) }]));
const free = (answer) => Object.entries(boxes(answer))
	.filter(([, box]) => !box.off).map(([id]) => id).sort();

const outside = ['account_admin', 'marketing_content_admin', 'referral_admin'];
const all = [...outside, 'admin_agent', 'billing_admin', 'global_admin',
	'helpdesk_agent', 'sales_agent', 'user_management_admin'].sort();
let count = 0;

async function invited(who, roles = 'sales_agent') {
	const email = `new${++count}@nordlicht.example`;
	const answer = await send(who, '/account/users/new',
		{ displayName: `New ${count}`, email, on: roles });

	equal(303, answer.status, words(answer.text));
	return { email, href: answer.headers.location.replace(/\?.*/, '') };
}
const idOf = async (who, email) => /href="(\/account\/users\/[0-9a-f-]{36})"/
	.exec((await who.get(`/account/users?q=${email}`)).text)[1];

test('R-002: who manages users gives only what the own roles let give',
	async (k) => {
		const page = async (name) => await (await person(k, name))
			.get('/account/users/new');

		equal(all, free(await page('greta')));
		equal(all.filter((id) => id !== 'global_admin'),
			free(await page('wiebke')));
		equal(outside, free(await page('heiko')));
		const locked = boxes(await page('heiko'));
		ok(locked.admin_agent.text.includes(
			'Given and taken by: Global admin and User management admin.'));
		ok(locked.global_admin.text.includes(
			'Given and taken by: Global admin.'));
	});

test('the page of roles says who gives which', async (k) => {
	const page = (await (await person(k, 'ilse')).get('/permissions')).text;
	const givers = Object.fromEntries([...page.split('id="givers"')[1]
		.matchAll(/role="rowheader">([^<]*)<.*?<span>([^<]*)</gs)]
		.map(([, role, by]) => [role, by]));

	equal('Global admin', givers['Global admin']);
	equal('Global admin and User management admin', givers['Admin agent']);
	equal('Global admin, Account admin, and User management admin',
		givers['Referral admin']);
	equal(9, Object.keys(givers).length);
});

test('a user is added, found, renamed, disabled and enabled', async (k) => {
	const who = await person(k, 'wiebke');
	const { email, href } = await invited(who, ['sales_agent',
		'helpdesk_agent']);
	const page = words((await who.get(`${href}?done=invited`)).text);

	ok(page.includes('The invitation is on its way'));
	ok(page.includes('Invited') && page.includes('Valid until'));
	const list = words((await who.get(
		`/account/users?q=${email}&state=invited`)).text);
	ok(list.includes(email) && list.includes('Sales agent and Helpdesk agent'));
	equal(303, (await send(who, href, { displayName: 'Ned Neumann' }))
		.status);
	equal(303, (await send(who, `${href}/invite`)).status);
	const dialog = words((await who.get(`${href}/disable`)).text);
	ok(dialog.includes('has no rights at once'));
	equal(303, (await send(who, `${href}/disable`)).status);
	ok(words((await who.get('/account/users?q=neumann&state=disabled')).text)
		.includes('Ned Neumann'));
	const again = await send(who, `${href}/invite`);
	equal(409, again.status);
	ok(words(again.text).includes('This user is disabled.'));
	equal(303, (await send(who, `${href}/enable`)).status);
	ok(words((await who.get('/account/users?q=neumann&state=disabled')).text)
		.includes('No user is like that'));
	/* and the log tells each step, with the address */
	const log = words((await who.get('/activity?tab=customer')).text);
	for (const act of ['Partner’s user invited', 'Partner’s user changed',
		'Partner’s user invited again', 'Partner’s user disabled',
		'Partner’s user enabled again'])
		ok(log.includes(act), act);
	ok(log.includes(email));
});

test('what is wrong is said at its field, and what was typed stays',
	async (k) => {
		const who = await person(k, 'greta');
		const bad = await send(who, '/account/users/new',
			{ displayName: ' ', email: 'nobody' });

		equal(422, bad.status);
		ok(words(bad.text).includes('Choose at least one role.'));
		ok(bad.text.includes('value="nobody"'));
		for (const id of ['displayName-e', 'email-e', 'roles-e'])
			ok(bad.text.includes(`id="${id}"`), id);
		const taken = await send(who, '/account/users/new', { on: all[0],
			displayName: 'Twice', email: 'JONAS@nordlicht.example' });
		equal(409, taken.status);
		ok(words(taken.text).includes('in use already'));
		ok(taken.text.includes('value="Twice"'));
		ok(boxes(taken)[all[0]].on);
		const { href } = await invited(who);
		const nameless = await send(who, href, { displayName: '' });
		equal(422, nameless.status);
		ok(nameless.text.includes('id="displayName-e"'));
	});

test('nobody gives more than the own roles let give, by hand either',
	async (k) => {
		const who = await person(k, 'wiebke');
		const { href } = await invited(who);
		const self = await idOf(who, 'wiebke@');
		const greta = await idOf(who, 'greta@');
		const acts = [[`${href}/roles`, { on: 'global_admin' }],
			[`${self}/roles`, { on: 'global_admin' }],
			[`${greta}/roles`, { had: 'global_admin' }],
			[`${greta}/disable`, {}], [greta, { displayName: 'X' }],
			['/account/users/new', { displayName: 'X', email:
				'x@nordlicht.example', on: 'global_admin' }]];

		for (const [path, fields] of acts) {
			const a = await send(who, path, fields);
			equal(403, a.status, path);
			ok(words(a.text).includes('Global admin'), path);
		}
		ok(words((await who.get(greta)).text).includes(
			'not yours to change'));
		/* an Account admin adds its own kind to anybody, no more */
		const heiko = await person(k, 'heiko');
		equal(303, (await send(heiko, `${href}/roles`,
			{ on: 'referral_admin' })).status);
		equal(403, (await send(heiko, `${href}/roles`,
			{ had: 'sales_agent' })).status);
		equal(403, (await send(heiko, `${href}/disable`)).status);
		const has = boxes(await who.get(href));
		ok(has.referral_admin.on && has.sales_agent.on);
	});

test('roles given and taken hold at once, for what others changed too',
	async (k) => {
		const who = await person(k, 'greta');
		const tarek = await person(k, 'tarek');
		const href = await idOf(who, 'tarek@');

		equal(403, (await tarek.get('/billing')).status);
		equal(303, (await send(who, `${href}/roles`, { had: 'sales_agent',
			on: ['sales_agent', 'billing_admin'] })).status);
		equal(200, (await tarek.get('/billing')).status);
		/* a page made before does not take it back */
		equal(303, (await send(who, `${href}/roles`, { had: 'sales_agent',
			on: ['sales_agent', 'helpdesk_agent'] })).status);
		equal(200, (await tarek.get('/billing')).status);
		equal(303, (await send(who, `${href}/roles`, { had: ['billing_admin',
			'helpdesk_agent', 'sales_agent'], on: 'sales_agent' }))
			.status);
		equal(403, (await tarek.get('/billing')).status);
		equal(422, (await send(who, `${href}/roles`,
			{ had: 'sales_agent' })).status);
	});

test('one does not disable oneself, nor the last Global admin', () =>
	withServer(async (k) => {
		const who = await person(k, 'greta');
		const anneke = await person(k, 'anneke');
		const greta = await idOf(who, 'greta@');
		const other = await idOf(who, 'anneke@');

		const own = await send(who, `${greta}/disable`);
		equal(409, own.status);
		ok(words(own.text).includes('cannot disable your own account'));
		equal(303, (await send(who, `${other}/roles`,
			{ had: ['global_admin', 'admin_agent'], on: 'admin_agent' }))
			.status);
		equal(403, (await anneke.get('/account/users')).status);
		const last = await send(who, `${greta}/roles`,
			{ had: 'global_admin', on: 'admin_agent' });
		equal(409, last.status);
		ok(words(last.text).includes('the last Global admin'));
		const box = boxes(await who.get(greta)).global_admin;
		ok(box.off && box.text.includes('needs one Global admin'));
	}));

test('who is disabled is out at once, with programs too', () =>
	withServer(async (k) => {
		const who = await person(k, 'greta');
		const jonas = await person(k, 'jonas');
		const href = await idOf(who, 'jonas@');
		const { tenant_id, client_id, client_secret } = k.demo.partners[0];
		const grant = await ask(k, 'POST', `/${tenant_id}/oauth2/token`,
			{ form: { grant_type: 'password', client_id, client_secret,
				username: jonas.user.email,
				password: jonas.user.password } });
		const token = JSON.parse(grant.text).access_token;
		const customers = () => ask(k, 'GET', '/v1/customers',
			{ headers: { Authorization: `Bearer ${token}` } });

		equal(200, (await customers()).status);
		equal(200, (await jonas.get('/customers')).status);
		equal(303, (await send(who, `${href}/disable`)).status);
		equal(401, (await customers()).status);
		const out = await jonas.get('/customers');
		equal(303, out.status);
		ok(out.headers.location.startsWith('/signin'));
		/* what was done stays, by name */
		const id = href.split('/').at(-1);
		ok(words((await who.get(`/activity?tab=customer&who=${id}`)).text)
			.includes('Jonas Petersen'));
	}));

test('another partner’s user is nowhere', async (k) => {
	const href = await idOf(await person(k, 'greta'), 'jonas@');
	const who = await person(k, 'matilda');
	const nowhere = '/account/users/00000000-1111-4222-8333-444444444444';

	for (const rest of ['', '/disable'])
		equal((await who.get(nowhere + rest)).status,
			(await who.get(href + rest)).status);
	for (const rest of ['', '/roles', '/disable', '/enable', '/invite']) {
		equal(404, (await send(who, href + rest, { displayName: 'X' }))
			.status, rest);
		equal(404, (await send(who, nowhere + rest,
			{ displayName: 'X' })).status, rest);
	}
});

test('lists go on page by page', () => withServer(async (k) => {
	const who = await person(k, 'greta');

	for (let i = 0; i < 20; i++)
		await invited(who);
	const seen = [];
	for (let path = '/account/users'; path;) {
		const page = await who.get(path);
		seen.push(...[...page.text.matchAll(
			/href="(\/account\/users\/[0-9a-f-]{36})"/g)].map((m) => m[1]));
		path = /href="([^"]*)" rel="next"/.exec(page.text)?.[1]
			.replaceAll('&amp;', '&');
	}
	equal(30, seen.length);
	equal(30, new Set(seen).size);
}));

test('an invitation brings a link that sets a password, once', async () => {
	const post = await startMail();

	try {
		await withServer(async (k) => {
			const who = await person(k, 'wiebke');
			const { email, href } = await invited(who);
			const mail = await post.next((m) => m.to === email);
			const link = new URL(/http\S*\/password\/\S+/
				.exec(mail.text)[0]).pathname;

			ok(mail.subject.includes('Nordlicht'), mail.subject);
			equal(200, (await ask(k, 'GET', link)).status);
			/* a second invitation ends the first */
			equal(303, (await send(who, `${href}/invite`)).status);
			const second = await post.next((m) => m.to === email);
			const now = new URL(/http\S*\/password\/\S+/
				.exec(second.text)[0]).pathname;
			ok((await ask(k, 'GET', link)).status >= 400);
			await choose(k, now, 'Kiebitz-und-Watt-3');
			const user = { email, password: 'Kiebitz-und-Watt-3' };
			k.demo.partners[0].users.push({ ...user, roles: [] });
			const nia = await person(k, email);
			equal(200, (await nia.get('/customers')).status);
			ok(words((await who.get(href)).text).includes('Active'));
			ok((await ask(k, 'GET', now)).status >= 400, 'used up');
		}, ['--smtp-url', post.url, '--mail-from', 'k@nordlicht.example']);
	} finally {
		await post.stop();
	}
});

async function choose(k, link, password) {
	const cookies = new Map();
	const page = await ask(k, 'GET', link, { cookies });
	const answer = await ask(k, 'POST', link, { cookies, form: {
		_form: value(page, '_form'), password, again: password } });

	ok(answer.status < 400, words(answer.text).slice(0, 300));
}

test('one’s own name and language are one’s own', async (k) => {
	const who = await person(k, 'bruno');
	const bad = await who.post('/account',
		{ displayName: ' ', language: 'en-US' });

	equal(422, bad.status);
	ok(bad.text.includes('id="displayName-e"'));
	equal(303, (await who.post('/account',
		{ displayName: 'Bruno Castell-Ruiz', language: 'en-US' })).status);
	ok(words((await who.get('/account')).text)
		.includes('Bruno Castell-Ruiz'));
	ok((await who.get('/account')).text
		.includes('value="Bruno Castell-Ruiz"'));
	equal(303, (await who.post('/account',
		{ displayName: 'Bruno Castell', language: '' })).status);
});

/* A server of its own, for what others would feel. */
async function withServer(fn, flags = []) {
	const k = await startServer(flags);

	try {
		await fn(k);
	} finally {
		await k.stop();
	}
}
