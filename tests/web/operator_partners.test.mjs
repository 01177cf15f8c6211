/*
 * Partners in the operator console: found, added with a first Global admin,
 * changed; their users, and qualifications that wait.
 */
import { admin, customer } from '../api/lib.mjs';
import { createHmac } from 'node:crypto';

import { ask, equal, ok, operator, person, test, value, words }
	from './lib.mjs';

const here = '/operator/partners';
const fresh = (more = {}) => ({ name: 'Ostsee Kontor AB',
	domain: 'ostseekontor.example', country: 'SE', city: 'Visby',
	currency: 'SEK', culture: 'sv-SE', mpn_id: '6001', csp_enrolled: '1',
	admin_name: 'Signhild Ek', admin_email: 'signhild@ostseekontor.example',
	...more });
const link_of = (answer) =>
	/value="(https?:\/\/[^"]*)"/.exec(answer.text)?.[1];

/* By the link that was shown: a password, then the dashboard. */
async function enterBy(k, link, email, password) {
	const cookies = new Map();
	const { pathname } = new URL(link);
	const form = await ask(k, 'GET', pathname, { cookies });

	equal(200, form.status, words(form.text));
	equal(200, (await ask(k, 'POST', pathname, { cookies, form: {
		_form: value(form, '_form'), password, again: password } })).status);
	equal(404, (await ask(k, 'GET', pathname)).status, 'it works once');
	return signIn(k, email, password);
}
async function signIn(k, email, password) {
	const cookies = new Map();
	const door = await ask(k, 'GET', '/signin', { cookies });

	return ask(k, 'POST', '/signin', { cookies, form: { _form:
		value(door, '_form'), email, password } });
}

/* RFC 6238 of a secret as it is shown. */
function totp(secret) {
	const bits = [...secret.replace(/ /g, '')].map((c) =>
		'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2)
			.padStart(5, '0')).join('');
	const step = Buffer.alloc(8);

	step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30000)));
	const mac = createHmac('sha1', Buffer.from(bits.match(/.{8}/g)
		.map((b) => parseInt(b, 2)))).update(step).digest();
	return String((mac.readUInt32BE(mac[19] & 15) & 0x7fffffff) % 1000000)
		.padStart(6, '0');
}

test('partners are found by parts of name and domain and by the whole GUID',
	async (k) => {
		const op = await operator(k);
		const [first] = k.demo.partners;
		const found = async (q) => words((await op.get(
			`${here}?q=${encodeURIComponent(q)}`)).text);

		for (const q of ['NORDLICHT', 'systemh',
			'nordlicht.exam', first.tenant_id])
			ok((await found(q)).includes('Nordlicht Systemhaus GmbH'), q);
		for (const q of ['nordlicht', first.tenant_id])
			ok(!(await found(q)).includes('Southern Cross'), q);
		for (const q of ['%', '_', first.tenant_id.slice(1), '<b>'])
			ok((await found(q)).includes(`Nothing found for “${q}”.`), q);
		ok((await found('')).includes('Southern Cross IT Pty Ltd sandbox'));
	});

test('a partner is added with its first Global admin, who gets a link ' +
	'that works once', async (k) => {
	const op = await operator(k);
	const made = await op.post(`${here}/new`, fresh());

	equal(200, made.status);
	const link = link_of(made);
	ok(link, 'no mail server: the link is shown');
	equal(303, (await enterBy(k, link, 'signhild@ostseekontor.example',
		'fyra hästar i hagen')).status);
	const path = new RegExp(`href="(${here}/\\d+)"`).exec(made.text)[1];
	const page = words((await op.get(path)).text);
	for (const part of ['Ostsee Kontor AB', 'ostseekontor.example', 'Sweden',
		'SEK', 'Signhild Ek', 'Admin agent and Global admin', 'Partner added'])
		ok(page.includes(part), `${part} in ${page}`);
	/* it is a tenant of its own */
	ok(!words((await op.get(`${here}?q=ostsee`)).text)
		.includes('Nordlicht'));
});

test('each mistake is named at its field, and what was typed stays',
	async (k) => {
		const op = await operator(k);
		const cases = { name: ['', 'x'.repeat(257)],
			domain: ['', 'nodot', 'a b.example'], country: ['', 'XX'],
			city: [''], currency: ['', 'EURO', 'XYZ'],
			culture: ['', 'german', 'de_DE'], mpn_id: ['12a'],
			admin_name: [''], admin_email: ['', 'nobody'] };

		for (const [field, values] of Object.entries(cases))
			for (const text of values) {
				const form = fresh({ [field]: text });
				const answer = await op.post(`${here}/new`, form);

				equal(422, answer.status, `${field} ${text}`);
				ok(answer.text.includes(`id="${field}-error"`), field);
				if (field !== 'city')
					ok(answer.text.includes('value="Visby"'), 'typed');
			}
		const all = await op.post(`${here}/new`, {});
		for (const field of ['name', 'domain', 'country', 'admin_email'])
			ok(all.text.includes(`id="${field}-error"`), field);
		ok(!/name="csp_enrolled" value="1" checked/.test(all.text));
	});

test('a domain and an address belong to one, and nothing is half done',
	async (k) => {
		const op = await operator(k);
		const taken = await op.post(`${here}/new`,
			fresh({ domain: 'Nordlicht.example' }));

		equal(409, taken.status);
		ok(taken.text.includes('id="domain-error"'));
		const address = await op.post(`${here}/new`, fresh({
			name: 'Half Done', domain: 'half.example',
			admin_email: k.demo.partners[0].users[0].email }));
		equal(409, address.status);
		ok(address.text.includes('id="admin_email-error"'));
		ok(words((await op.get(`${here}?q=half`)).text)
			.includes('Nothing found'));
	});

test('flags of a partner are changed, work at once, and its log says who',
	async (k) => {
		const op = await operator(k);
		const path = `${here}/2`;
		const owner = await person(k, 'matilda');
		const form = { name: 'Southern Cross IT Pty Ltd', city: 'Fremantle',
			culture: 'en-AU', mpn_id: '5207431' };

		equal(200, (await owner.get('/')).status);
		equal(303, (await op.post(path, form)).status);
		equal(403, (await owner.get('/')).status, 'not enrolled any more');
		ok(words((await op.get(here)).text).includes('not enrolled'));
		equal(303, (await op.post(path,
			{ ...form, csp_enrolled: '1' })).status);
		equal(200, (await owner.get('/')).status);
		const log = words((await owner.get(
			'/activity?tab=customer')).text);
		ok(log.includes('Partner changed'), log);
		ok(log.includes(`${op.user.name} Operator`), log);
		const bad = await op.post(path, { ...form, name: '', city: 'Perth' });
		equal(422, bad.status);
		ok(bad.text.includes('id="name-error"'));
		ok(bad.text.includes('value="Perth"'));
	});

test('a user who is switched off is out at once, and in again when switched on',
	async (k) => {
		const op = await operator(k);
		const user = await person(k, 'bruno');
		const page = (await op.get(`${here}/1`)).text;
		const row = page.split('<tr').find((t) => t.includes(user.user.email));
		const act = /formaction="([^"]+)\/disable"/.exec(row)[1];

		equal(200, (await user.get('/account')).status);
		equal(303, (await op.post(`${act}/disable`)).status);
		equal(303, (await user.get('/account')).status, 'signed out');
		equal(409, (await op.post(`${act}/invite`)).status);
		equal(303, (await op.post(`${act}/enable`)).status);
		equal(200, (await (await person(k, 'bruno')).get('/account')).status);
		const sent = await op.post(`${act}/invite`);
		equal(200, sent.status);
		ok(link_of(sent));
		/* a user of another partner is none of this one's */
		equal(404, (await op.post(`${here}/2/${act.split('/').slice(4)
			.join('/')}/disable`)).status);
		equal(404, (await op.get(`${here}/99`)).status);
		equal(404, (await op.get(`${here}/0`)).status);
	});

test('a lost second factor is taken away: the password alone opens, and the ' +
	'log says who did it', async (k) => {
	const op = await operator(k);
	const who = await person(k, 'heiko');
	const base = '/account/security/second-factor';
	const { email, password } = who.user;

	equal(303, (await who.post(base)).status);
	const secret = /<code class="id full">([A-Z2-7 ]+)<\/code>/
		.exec((await who.get(base)).text)[1];
	equal(200, (await who.post(`${base}/confirm`,
		{ password, code: totp(secret) })).status);
	ok((await signIn(k, email, password)).headers.location
		.startsWith('/signin/'), 'a code is asked for');
	const row = (await op.get(`${here}/1`)).text.split('<tr')
		.find((t) => t.includes(email));
	ok(words(row).includes('second factor'));
	const act = /formaction="([^"]+\/second-factor)"/.exec(row)[1];
	equal(303, (await op.post(act)).status);
	equal(303, (await who.get('/account')).status, 'signed out');
	equal('/', (await signIn(k, email, password)).headers.location);
	const log = words((await (await person(k, 'greta'))
		.get('/activity?tab=customer')).text);
	ok(log.includes('Second factor turned off'), log);
	ok(log.includes(`${op.user.name} Operator`), log);
	equal(404, (await op.post(act.replace('/1/', '/2/'))).status);
});

test('another Global admin is added and invited', async (k) => {
	const op = await operator(k);
	const form = { user_name: 'Rolf Ek', user_email: 'rolf@nordlicht.example' };
	const added = await op.post(`${here}/1/users`, form);

	equal(200, added.status);
	equal(303, (await enterBy(k, link_of(added), form.user_email,
		'fem hästar i hagen')).status);
	const again = await op.post(`${here}/1/users`, form);
	equal(409, again.status);
	ok(again.text.includes('id="user_email-error"'));
	ok(again.text.includes('value="Rolf Ek"'));
	for (const bad of ['', 'rolf'])
		ok((await op.post(`${here}/1/users`,
			{ ...form, user_email: bad })).text
			.includes('id="user_email-error"'));
});

test('a qualification is approved or denied before its day, and the partner ' +
	'sees which, over REST and on the page', async (k) => {
	const op = await operator(k);
	const api = admin(k);
	const { id } = customer(k, 'NO');
	const path = `/customers/${id}/qualifications`;
	const state = async (name) => (await api.get(path)).json
		.find((q) => q.qualification === name);
	const request = async (qualification) => equal(201,
		(await api.post(path, { qualification })).status);
	const act = async (name, what, form = {}) => op.post(
		`${here}/1/qualifications/${id}/${name}/${what}`, form);

	await request('Education');
	equal('InReview', (await state('Education')).vettingStatus);
	ok(words((await op.get(`${here}/1`)).text)
		.includes('Fjordlaks Eksport AS Education'));
	equal(303, (await act('Education', 'deny',
		{ reason: 'No school of that name.' })).status);
	const denied = await state('Education');
	equal(['Denied', 'No school of that name.'],
		[denied.vettingStatus, denied.vettingReason]);
	equal('none', (await api.get(`/customers/${id}/qualification`)).json);
	const page = words((await (await person(k, 'anneke'))
		.get(`/customers/${id}/account`)).text);
	ok(page.includes('Denied No school of that name.'), page);
	equal(409, (await act('Education', 'approve')).status, 'decided');
	/* it may be asked for again */
	await request('Education');
	equal('InReview', (await state('Education')).vettingStatus);
	equal(303, (await act('Education', 'approve')).status);
	equal('Approved', (await state('Education')).vettingStatus);
	equal('education', (await api.get(`/customers/${id}/qualification`)).json);
	equal(409, (await act('Education', 'deny')).status);
	equal(404, (await act('Nothing', 'deny')).status);
	equal(404, (await op.post(`${here}/2/qualifications/${id}/Education/deny`))
		.status, 'of another partner');
});
