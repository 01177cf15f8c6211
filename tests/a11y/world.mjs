/*
 * A server with demo data and, on top of it, one of each thing that a page can
 * show: a cart with lines, a cancelled order, a request with files, a fresh
 * tenant. The result has people, who are signed in, and states: addresses and
 * forms that no link leads to.
 */
import { execFileSync } from 'node:child_process';
import { createHash, createHmac } from 'node:crypto';
import http from 'node:http';

import { admin, startServer } from '../api/lib.mjs';
import { reservation, shop } from '../api/shop.mjs';
import { startMail } from '../api/smtp.mjs';
import { ask, equal, guest, operator, person, purchase, value, words }
	from '../web/lib.mjs';
import { program } from './routes.mjs';

const password = 'a boat with seven oars';
const png = Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
	Buffer.alloc(2000, 7)]);

const went = (answer, status = 303) => {
	equal(status, answer.status, words(answer.text).slice(-900));
	return answer.headers?.location;
};
const found = (pattern, answer) => {
	const match = pattern.exec(answer.text);

	if (!match)
		throw new Error(`no ${pattern} in ${words(answer.text)}`);
	return match[1];
};

/* ---- people ---- */

/* By the link of a mail: a password, then in. */
async function enter(k, email) {
	const mail = await k.post.next((m) => m.to === email &&
		m.text.includes('/password/'));
	const path = /(\/password\/[^\s>]+)/.exec(mail.text)[1];
	const cookies = new Map();
	const form = await ask(k, 'GET', path, { cookies });

	went(await ask(k, 'POST', path, { cookies, form: {
		_form: value(form, '_form'), password, again: password } }), 200);
	k.demo.partners.at(-1).users.push({ email, password });
	return person(k, email);
}

async function newPartner(k, op) {
	const email = 'signhild@ostseekontor.example';

	went(await op.post('/operator/partners/new', { name: 'Ostsee Kontor AB',
		domain: 'ostseekontor.example', country: 'SE', city: 'Visby',
		currency: 'SEK', culture: 'sv-SE', mpn_id: '6001',
		csp_enrolled: '1', admin_name: 'Signhild Ek',
		admin_email: email }), 200);
	return enter(k, email);
}

/* Two more with every right: each lane of the crawler has its own language. */
async function lane(k, op, n) {
	const email = `lane${n}@nordlicht.example`;
	const list = await op.get('/operator/partners?q=nordlicht');
	const path = found(/href="(\/operator\/partners\/\d+)"/, list);
	const answer = await op.post(`${path}/users`,
		{ user_name: `Lena Lotse ${n}`, user_email: email });

	equal(true, answer.status < 400, words(answer.text).slice(-600));
	return enter(k, email);
}

const visitor = (k, cookies = new Map()) => ({ cookies, nobody: true,
	get: (path, headers) => ask(k, 'GET', path, { cookies, headers }),
	bare: (path, form) => ask(k, 'POST', path, { form, cookies }) });

/* Half signed in: the password was right, something else is asked for. */
async function halfway(k, user, back = '/') {
	const who = visitor(k);
	const page = await who.get('/signin');
	const to = went(await who.bare('/signin', { _form: value(page, '_form'),
		email: user.email, password: user.password, back }));

	equal('/signin/next', to.split('?')[0]);
	return who;
}

/* RFC 6238 of a secret as it is shown. */
function totp(secret, later = 0) {
	const bits = [...secret.replace(/ /g, '')].map((c) =>
		'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2)
			.padStart(5, '0')).join('');
	const step = Buffer.alloc(8);

	step.writeBigUInt64BE(BigInt(Math.floor((Date.now() / 1000 +
		later) / 30)));
	const mac = createHmac('sha1', Buffer.from(bits.match(/.{8}/g)
		.map((b) => parseInt(b, 2)))).update(step).digest();
	return String((mac.readUInt32BE(mac[19] & 15) & 0x7fffffff) % 1000000)
		.padStart(6, '0');
}

async function enrol(who, door = '') {
	const at = `${door}/account/security/second-factor`;

	went(await who.post(at));
	const secret = found(/<code class="id full">([A-Z2-7 ]+)</,
		await who.get(at));
	went(await who.post(`${at}/confirm`, { password: who.user.password,
		code: totp(secret) }), 200);
	who.secret = secret;
}

/* ---- what the dashboard shows ---- */

const house = (k, name, n = 0) => k.demo.partners[n].customers
	.find((c) => c.name.startsWith(name));
const item = async (k, country, n = 0) => (await admin(k, n).get(
	`/products/KS19WSSTD001/skus/0001/availabilities?country=${country}`))
	.json.items[0].catalogItemId;

async function cart(k, customer, n = 0) {
	const made = await admin(k, n).post(`/customers/${customer.id}/carts`, {
		lineItems: [{ catalogItemId: await item(k, customer.country, n),
			quantity: 2 }] });

	equal(201, made.status, made.text);
	return { path: `/customers/${customer.id}/carts/${made.json.id}`,
		checkout: async () => (await admin(k, n).post(
			`/customers/${customer.id}/carts/${made.json.id}/checkout`))
			.json.orders[0].id };
}

async function dashboard(k, who, add) {
	const dorpat = house(k, 'Dorpat'), travem = house(k, 'Travem');
	const ordered = await (await cart(k, dorpat)).checkout();
	const gone = await (await cart(k, dorpat)).checkout();
	const software = `/customers/${dorpat.id}/software`;
	const key = await purchase(k, who, 'Travem', 'SQL Server 2019 Standard');

	add(who, 'a cart with lines', (await cart(k, dorpat)).path);
	add(who, 'a placed order',
		`/customers/${dorpat.id}/orders/${ordered}?placed=1`);
	add(who, 'an open purchase', `${software}?open=${ordered}-0`);
	add(who, 'cancelled', went(await who.post(`${software}/${gone}-0/cancel`,
		{ order: gone, acknowledged: '1' })));
	add(who, 'cancelling what is cancelled', `${software}/${gone}-0/cancel`);
	for (const [name, product] of [['Travem', 'Windows Server 2019 Standard'],
		['ООО', 'SUSE'], ['Kestrel', 'Windows Server']]) {
		const it = await purchase(k, who, name, product);

		add(who, `cancelling: ${name}, ${product}`, `${it.path}/cancel`);
	}
	add(who, 'cancelling in time', `${software}/${ordered}-0/cancel`);
	add(who, 'cancelling without the box', `${software}/${ordered}-0/cancel`,
		{ order: ordered });
	add(who, 'keys and downloads', `${key.path}/keys`);
	add(who, 'a key', `${key.path}/keys`, {});
	add(who, 'a download link', `${key.path}/links`,
		{ file: value(await who.get(`${key.path}/keys`), 'file') });
	add(who, 'nobody of that name', '/customers?q=nobody-here');
	add(who, 'no product of that name',
		`/customers/${travem.id}/products?q=zzz`);
	add(who, 'an unknown customer',
		'/customers/00000000-1111-4222-8333-444444444444');
	add(who, 'an unknown address', '/nowhere/at/all');
	add(who, 'a form without its token', '/account', { _csrf: 'forged' });
	add(who, 'no event in that time',
		'/activity?from=2020-01-01&to=2020-01-31');
	add(who, 'a day that is none', '/activity?from=yesterday');
	add(who, 'the clock', '/clock?back=%2F');
	for (const rate of ['0.116', '0.110'])
		add(who, `what a licence saves, from ${rate}`, '/hybrid-benefit?' +
			new URLSearchParams({ edition: 'windows_server_datacenter',
				cores: '16', assured: 'true', from: '2021-01-01',
				to: '2021-12-31', day: '2021-06-10',
				machine_cores: '8', machines: '1', hours: '730',
				windows_rate: '0.192', base_rate: rate,
				currency: 'USD' }));
	const s = await shop(k, 'DE');
	const plan = (await s.who.get(`${s.path}/subscriptions`)).json.items
		.find((x) => x.billingType === 'usage');
	await s.who.post(`${s.path}/subscriptions/${plan.id}/registrations`,
		'success');
	await s.who.post(`${s.path}/orders`, { lineItems: [{ quantity: 3,
		offerId: await s.item(reservation), lineItemNumber: 0,
		provisioningContext: { scope: 'shared',
			subscriptionId: plan.id } }] });
	add(who, 'reservations', `${s.path}/reservations`);
	add(who, 'one reservation', found(/href="([^"]*\/reservations\/[^"]*)"/,
		await who.get(`${s.path}/reservations`)));
	return { dorpat, ordered };
}

async function requests(k, who, op, { dorpat, ordered }, add) {
	const files = [{ field: 'files', name: 'screen.png', bytes: png },
		{ field: 'files', name: 'note.txt', bytes: 'two of them' }];
	const form = { topic: '1001', title: 'Refund & apology',
		order: ordered, line: '0', tenant: dorpat.domain,
		reason: 'Bought twice by mistake.', amount: '40.00', impact: 'moderate', description: '',
		email: who.user.email, name: 'Lena', phone: '+49 451 555 0134' };
	const path = went(await who.send('/support/new', form, files));
	const desk = path.split('?')[0].replace('/support/',
		'/operator/requests/1/');

	went(await op.send(desk, { note: 'Which one?', act: 'ask' },
		[{ field: 'files', name: 'desk.txt', bytes: 'see here' }]));
	add(who, 'a request with files', path);
	add(op, 'a request at the desk', desk);
	add(op, 'a refund above what was paid', `${desk}/refund`,
		{ 'amount.0': '999999.00', reason: 'x' });
	add(who, 'a request for one order',
		`/support/new?order=${ordered}&line=0`);
}

async function people(k, who, add) {
	const dorpat = house(k, 'Dorpat'), users = `/customers/${dorpat.id}/users`;
	const made = (first) => ({ firstName: first, lastName: 'Saar',
		displayName: `${first} Saar`, usageLocation: 'EE',
		userPrincipalName: `${first.toLowerCase()}@${dorpat.domain}` });
	let n = 0;

	went(await who.post(`${users}/new`, made('Mari')), 200);
	const list = await who.get(users);
	const before = list.text.slice(0, list.text.indexOf(`mari@${dorpat.domain}`));
	const path = before.match(/href="(\/customers\/[^"]+\/users\/[0-9a-f-]{36})"/g)
		.pop().slice(6, -1);

	add(who, 'one user', path);
	add(who, 'deleting a user', `${path}/delete`);
	add(who, 'a new user and the password', `${users}/new`,
		() => made(`Kaja${++n}`));
	await who.post(`${users}/new`, made('Jaan'));
	const again = await who.get(users);
	const jaan = again.text.slice(0, again.text.indexOf(`jaan@${dorpat.domain}`))
		.match(/href="(\/customers\/[^"]+\/users\/[0-9a-f-]{36})"/g)
		.pop().slice(6, -1);
	went(await who.post(`${jaan}/delete`));
	add(who, 'deleted users', `${users}/deleted`);
	add(who, 'a new customer and the first password', '/customers/new',
		() => ({ name: `Kielwasser ${++n} GmbH`, country: 'DE',
			domain: `kielwasser-${n}.example`, first_name: 'Karl',
			email: `post@kielwasser-${n}.example`, last_name: 'Kiel',
			address_line1: 'Am Kai 1', city: 'Kiel', postal_code: '24103' }));
}

async function receiver() {
	const server = http.createServer((request, response) => {
		request.resume();
		response.writeHead(500);
		response.end('not now <b>');
	});

	await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
	return { url: `http://127.0.0.1:${server.address().port}/hook`,
		close: () => { server.closeAllConnections(); server.close(); } };
}

async function programs(k, who, add) {
	const p = k.demo.partners[0];
	const made = went(await who.post('/account/applications/new', {
		name: 'Ledger bridge', roles: 'admin_agent',
		redirects: 'https://ledger.example/back' }));
	const path = made.replace(/\?.*/, '');
	const challenge = createHash('sha256').update('v').digest('base64url');
	const device = await (await fetch(
		`${k.demo.base_url}/common/oauth2/v2.0/devicecode`, { method: 'POST',
			body: new URLSearchParams({ client_id: p.client_id,
				client_secret: p.client_secret }) })).json();

	add(who, 'a program', made);
	add(who, 'a new secret', `${path}/secrets`, { label: 'one', months: '12' });
	went(await who.post(`${path}/secrets`, { label: 'two', months: '3' }), 200);
	add(who, 'revoking a secret', found(/href="([^"]*\/revoke)"/,
		await who.get(path)));
	add(who, 'deleting a program', `${path}/delete`);
	for (const version of ['', '/v2.0'])
		add(who, `letting a program in${version}`,
			`/${p.tenant_id}/oauth2${version}/authorize?` +
			new URLSearchParams({ client_id: p.client_id, state: 'here',
				redirect_uri: 'http://127.0.0.1:9/callback',
				response_type: 'code', scope: 'openid',
				code_challenge: challenge,
				code_challenge_method: 'S256' }));
	add(who, 'a program that nobody knows', `/${p.tenant_id}/oauth2/v2.0/` +
		'authorize?client_id=00000000-0000-4000-8000-000000000000');
	add(who, 'a device', '/device');
	add(who, 'a device’s question', '/device', { code: device.user_code });
	add(who, 'a code that is none', '/device', { code: 'BBBB-BBBB' });
	went(await who.post('/account/webhooks', { url: k.hook.url,
		events: 'order-created', ms_header: '1' }), 200);
	await who.post('/account/webhooks/test');
	add(who, 'a new webhook secret', '/account/webhooks/secret', {});
	add(who, 'removing the webhook', '/account/webhooks/remove');
}

/* ---- the console ---- */

const sheet = 'ProductId,SkuId,TermDuration,Market,Currency,UnitPrice,' +
	'EffectiveStartDate,EffectiveEndDate\n';

/* The form of a new edition as it stands, with what it cannot know. */
async function draft(op) {
	const form = { _csrf: op.csrf, reason: 'Shorter windows',
		source: 'Terms of the new year', document_date: '2026-11-01',
		source_url: 'https://terms.example/new', from: new Date(Date.now() +
			2 * 86400e3).toISOString().slice(0, 10) };
	const { text } = await op.get('/operator/editions/new');
	const [html] = /<form[^>]*class="stack"[\s\S]*?<\/form>/.exec(text);
	const at = (tag, name) => new RegExp(` ${name}="([^"]*)"`).exec(tag)?.[1];

	for (const [tag] of html.matchAll(/<input[^>]*>/g))
		if (at(tag, 'type') !== 'checkbox' || tag.includes(' checked'))
			form[at(tag, 'name')] ??= at(tag, 'value') ?? '';
	for (const [tag, name, options] of html.matchAll(
		/<select[^>]* name="([^"]*)"[^>]*>([\s\S]*?)<\/select>/g))
		form[name] ??= (/value="([^"]*)" selected/.exec(options) ??
			/value="([^"]*)"/.exec(options) ?? [tag, ''])[1];
	form.reason = 'Shorter windows';
	form['p.cancellation_window_days'] = '14';
	for (const key of ['source', 'document_date', 'source_url', 'from'])
		form[key] ||= '';
	return went(await op.bare('/operator/editions', { ...form,
		source: 'Terms of the new year', document_date: '2026-11-01',
		source_url: 'https://terms.example/new' })).replace(/\?.*/, '');
}

async function console_(k, op, add) {
	for (const [name, row] of [['good', 'KS19WSSTD001,0001,,DE,EUR,700.00,' +
		'2030-01-01,2030-12-31'], ['bad', 'nothing,,,XX,EUR,-1,then,never']])
		add(op, `a ${name} price sheet`, went(await op.send(
			'/operator/imports', { kind: 'prices' }, { field: 'file',
				name: `${name}.csv`, bytes: `${sheet}${row}\n` })));
	const edition = await draft(op);
	add(op, 'a draft of an edition', edition);
	add(op, 'changing a draft', `${edition}/change`);
	add(op, 'keys that are none', '/operator/keys/check',
		{ pool: value(await op.get('/operator/keys'), 'pool'), keys: 'x' });
	add(op, 'an unknown address', '/operator/nowhere');
	add(op, 'nobody of that name', '/operator/partners?q=nobody-here');
}

/* ---- doors that stand open ---- */

async function strangers(k, jonas, add) {
	const a = admin(k), nobody = visitor(k);
	const greta = await person(k, 'greta');
	const template = (await a.get('/agreements?agreementType=' +
		'MicrosoftCustomerAgreement')).json.items[0].templateId;
	const text = (await a.get(`/agreementtemplates/${template}/document?` +
		'language=de-DE&country=DE')).json;
	const request = (await a.get('/customers/relationshiprequests')).json;
	const dorpat = house(k, 'Dorpat');
	const pathOf = (url) => new URL(url, k.demo.base_url).pathname;

	add(nobody, 'signing in', '/signin');
	add(nobody, 'a wrong password', '/signin', async () => ({
		_form: value(await nobody.get('/signin'), '_form'),
		email: 'x@nordlicht.example', password: 'wrong', back: '/' }));
	add(nobody, 'the console’s sign-in', '/operator/sign-in');
	add(nobody, 'a password forgotten', '/forgot');
	add(nobody, 'a mail on its way', '/forgot?asked=1');
	await nobody.bare('/forgot', { email: jonas.user.email,
		_form: value(await nobody.get('/forgot'), '_form') });
	const mail = await k.post.next((m) => m.to === jonas.user.email);
	add(nobody, 'choosing a password',
		/(\/password\/[^\s>]+)/.exec(mail.text)[1]);
	add(nobody, 'a link that is over', '/password/none');
	add(nobody, 'an agreement', pathOf(text.displayUri), undefined,
		{ lang: 'en-US' });
	add(nobody, 'a partner’s request', pathOf(request.url));
	/* mail of a customer added */
	went(await greta.post('/account/notifications',
		{ mail: 'customer_added' }));
	await jonas.post('/customers/new', { name: 'Spiegel GmbH', country: 'DE',
		domain: 'spiegel-ab.example', email: 'post@spiegel-ab.example',
		first_name: 'Karl', last_name: 'Kiel', address_line1: 'Am Kai 1',
		city: 'Kiel', postal_code: '24103' });
	const told = await k.post.next((m) => m.to === greta.user.email &&
		m.headers['list-unsubscribe']);
	const end = pathOf(/<([^>]*)>/.exec(told.headers['list-unsubscribe'])[1]);
	add(nobody, 'ending a mail', end);
	add(nobody, 'a mail ended', end, {});

	const name = `ida@${dorpat.domain}`;
	equal(200, (await a.post(`/customers/${dorpat.id}/users`, {
		userPrincipalName: name, firstName: 'Ida', lastName: 'Holm',
		displayName: 'Ida Holm', usageLocation: 'EE', passwordProfile: {
			password: 'Given-4-a-start', forceChangePassword: true } }))
		.status);
	add(await halfway(k, { email: name, password: 'Given-4-a-start' }),
		'a password that was given', '/signin/password');
	const ilse = await person(k, 'ilse');
	await enrol(ilse);
	add(await halfway(k, ilse.user), 'the code of the app', '/signin/code');
	add(ilse, 'the second factor off', '/account/security/second-factor/off');
	add(ilse, 'new recovery codes', '/account/security/recovery-codes');
	add(ilse, 'recovery codes', '/account/security/recovery-codes', () => ({
		password: ilse.user.password, code: totp(ilse.secret, 30) }));
	add(ilse, 'a page for others', '/customers/new');
}

/* A second factor being set up, and one that is on, at each door. */
async function factors(k, add) {
	const begun = '/account/security/second-factor';
	const email = 'second@kontor.example';
	const said = execFileSync(k.program, ['operator', 'add', email,
		'Second Hand', '--data-dir', k.dir], { encoding: 'utf8' });
	const users = [{ email, password: /\b[A-Za-z0-9]{16}\b/.exec(said)[0] }];
	const second = await operator({ ...k, demo: { ...k.demo,
		operator_users: users } });
	const tarek = await person(k, 'tarek');
	const amber = await guest(k, 'Gdańsk'), rock = await guest(k, 'Rock');

	went(await tarek.post(begun));
	add(tarek, 'a second factor being set up', begun);
	went(await amber.post(`/portal${begun}`));
	add(amber, 'one at the customer’s door', `/portal${begun}`);
	went(await k.people.op.post(`/operator${begun}`));
	add(k.people.op, 'one at the console', `/operator${begun}`);
	for (const [door, who] of [['/portal', rock], ['/operator', second]]) {
		await enrol(who, door);
		for (const page of ['second-factor/off', 'recovery-codes'])
			add(who, `${door} ${page}`, `${door}/account/security/${page}`);
	}
}

/* Somebody of a tenant that demands a second factor, without one. */
async function demanded(k, add) {
	const boss = await person(k, 'matilda');
	const late = await cart(k, house(k, 'Swan', 1), 1);

	went(await boss.post('/account/security/demand', { demanded: '1' }));
	add(await halfway(k, k.demo.partners[1].users.find((u) =>
		u.email.startsWith('koa'))), 'a second factor is demanded',
	'/signin/second-factor');
	const time = new Date(Date.now() + 16 * 60000).toISOString();

	went(await boss.post('/clock', { day: time.slice(0, 10),
		time: time.slice(11, 19), back: '/' }));
	add(boss, 'a cart that is over', late.path);
}

/* ---- all of it ---- */

export async function startWorld() {
	const post = await startMail();
	const k = await startServer(['--smtp-url', post.url,
		'--mail-from', 'kontor@nordlicht.example',
		'--webhook-private-receivers', '--webhook-pause-seconds=1']);
	const states = [];
	const add = (who, name, path, form, more) => states.push({ who, name,
		path, form, ...more });

	try {
		k.post = post;
		k.program = program;
		k.hook = await receiver();
		k.states = states;
		const op = await operator(k), jonas = await person(k, 'jonas');
		const one = await lane(k, op, 1);
		const [travem, plain] = [await guest(k, 'Travem'),
			await guest(k, 'Dorpat', 'customer_user', '/portal/help')];

		k.people = { op, one, two: await lane(k, op, 2), jonas, travem,
			plain, fresh: await newPartner(k, op), nobody: visitor(k) };
		const facts = await dashboard(k, one, add);
		await requests(k, one, op, facts, add);
		await people(k, one, add);
		await programs(k, one, add);
		await console_(k, op, add);
		await strangers(k, jonas, add);
		await factors(k, add);
		await demanded(k, add);
		for (const [who, door, words] of [[one, '', 'Travem'],
			[one, '', 'nothing-like-it'], [op, '/operator', 'Nordlicht'],
			[travem, '/portal', 'SQL']])
			add(who, `a search for ${words}`, `${door}/search?q=${words}`);
		add(travem, 'an unknown address', '/portal/nowhere');
		add(plain, 'not for users', '/portal/billing/products/software');
		const it = await purchase(k, one, 'Travem', 'SQL Server 2019 Standard');
		const own = `/portal/billing/products/software/${it.id}/key`;
		add(travem, 'keys for the customer', own);
		add(travem, 'a key for the customer', own, {});
		return k;
	} catch (error) {
		await stopWorld(k);
		throw error;
	}
}

export async function stopWorld(k) {
	k.hook?.close();
	await k.post.stop();
	await k.stop();
}
