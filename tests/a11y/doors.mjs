/*
 * The console, and the doors that stand open to who is not signed in yet;
 * add() names what to look at.
 */
import { execFileSync } from 'node:child_process';

import { admin } from '../api/lib.mjs';
import { equal, guest, operator, person, value } from '../web/lib.mjs';
import { cart, enrol, found, halfway, house, totp, visitor, went }
	from './acts.mjs';

const sheet = 'ProductId,SkuId,TermDuration,Market,Currency,UnitPrice,' +
	'EffectiveStartDate,EffectiveEndDate\n';

/* The form of a new edition as it stands, with what it cannot know. */
async function draft(op) {
	const { text } = await op.get('/operator/editions/new');
	const [html] = /<form[^>]*class="stack"[\s\S]*?<\/form>/.exec(text);
	const at = (tag, name) => new RegExp(` ${name}="([^"]*)"`).exec(tag)?.[1];
	const form = {};

	for (const [tag] of html.matchAll(/<input[^>]*>/g))
		if (at(tag, 'type') !== 'checkbox' || tag.includes(' checked'))
			form[at(tag, 'name')] = at(tag, 'value') ?? '';
	for (const [, name, options] of html.matchAll(
		/<select[^>]* name="([^"]*)"[^>]*>([\s\S]*?)<\/select>/g))
		form[name] = (/value="([^"]*)" selected/.exec(options) ??
			/value="([^"]*)"/.exec(options))[1];
	return went(await op.post('/operator/editions', { ...form,
		_csrf: op.csrf, reason: 'Shorter windows',
		source: 'Terms of the new year', document_date: '2026-11-01',
		source_url: 'https://terms.example/new',
		'p.cancellation_window_days': '14', from: new Date(Date.now() +
			2 * 86400e3).toISOString().slice(0, 10) }))
		.replace(/\?.*/, '');
}

export async function desk(k, op, add) {
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

export async function strangers(k, jonas, add) {
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
export async function factors(k, add) {
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
export async function demanded(k, add) {
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
