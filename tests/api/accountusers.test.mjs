/*
 * Users of the partner's own account over REST: who may give which role, what
 * ends with a disabled user, the choice of mail.
 */
import { admin, caller, equal, expectError, ok, partner, program, routeTests,
	send, startServer, test, token, unknown_id, uuid, withRole }
	from './lib.mjs';

const email = () => `n${uuid().slice(0, 8)}@nordlicht.example`;
const fresh = (change = {}) => ({ email: email(), displayName: 'Nia Berg',
	roles: ['sales_agent'], ...change });

async function make(k, change, who = admin(k)) {
	const a = await who.post('/users', fresh(change));

	equal(201, a.status, a.text);
	return a.json;
}
const idOf = async (k, name) => (await admin(k).get(
	`/users/${name}@nordlicht.example`)).json.id;

const refused = 'admin_agent';
for (const route of [
	{ method: 'GET', path: '/users', refused },
	{ method: 'POST', path: '/users', refused, body: fresh() },
	{ method: 'GET', path: '/users/{user}', refused },
	{ method: 'PATCH', path: '/users/{user}', refused,
		body: { displayName: 'X' } },
	{ method: 'POST', path: '/users/{user}/invitation', refused,
		ignored: true, body: {} },
	{ method: 'GET', path: '/userroles', refused },
	{ method: 'GET', path: '/notifications' },
	{ method: 'PUT', path: '/notifications', body: { chosen: [] } },
])
	routeTests(route, () => ({ user: [unknown_id, unknown_id] }));

/* ---- who gives what ---- */

const outside = ['account_admin', 'marketing_content_admin', 'referral_admin'];
const all = ['admin_agent', 'global_admin', ...outside, 'sales_agent',
	'helpdesk_agent', 'billing_admin', 'user_management_admin'];
const gives = { global_admin: all, account_admin: outside,
	user_management_admin: all.filter((id) => id !== 'global_admin') };

for (const [held, given] of Object.entries(gives))
	test(`R-002: ${held} gives and takes ${given.length} roles`,
		async (k) => {
			const who = withRole(k, held);
			const listed = (await who.get('/userroles')).json.items;

			equal([...given].sort(), listed.filter((r) => r.canAssign)
				.map((r) => r.id).sort());
			equal(all.length, listed.length);
			for (const role of all) {
				const may = given.includes(role);
				const a = await who.post('/users',
					fresh({ roles: [role] }));
				equal(may ? 201 : 403, a.status, `${role}: ${a.text}`);
				if (!may)
					equal(900150, a.json.code);
				/* the same for who has it, or shall get it */
				const user = await make(k, { roles: [role] });
				const off = await who.patch(`/users/${user.id}`,
					{ state: 'disabled' });
				equal(may ? 200 : 403, off.status, role);
				const plain = await make(k, { roles: [given[0]] });
				const on = await who.patch(`/users/${plain.id}`,
					{ roles: [given[0], role] });
				equal(may ? 200 : 403, on.status, role);
			}
		});

test('R-003: a user with two roles gives what either gives', async (k) => {
	const user = await make(k, { roles: ['sales_agent'] });
	const heiko = withRole(k, 'account_admin');

	await expectError(heiko.patch(`/users/${user.id}`,
		{ roles: ['sales_agent', 'helpdesk_agent'] }), 403, 900150);
	const id = await idOf(k, 'heiko');
	equal(200, (await admin(k).patch(`/users/${id}`, { roles:
		['account_admin', 'user_management_admin'] })).status);
	equal(200, (await heiko.patch(`/users/${user.id}`,
		{ roles: ['sales_agent', 'helpdesk_agent'] })).status);
	equal(200, (await admin(k).patch(`/users/${id}`,
		{ roles: ['account_admin'] })).status);
	await expectError(heiko.patch(`/users/${user.id}`,
		{ roles: ['sales_agent'] }), 403, 900150);
});

test('nobody makes himself more than he may give', async (k) => {
	const who = withRole(k, 'user_management_admin');
	const id = await idOf(k, 'wiebke');

	await expectError(who.patch(`/users/${id}`, { roles:
		['user_management_admin', 'global_admin'] }), 403, 900150);
	await expectError(who.patch(`/users/${await idOf(k, 'greta')}`,
		{ roles: ['sales_agent'] }), 403, 900150);
	await expectError(who.patch(`/users/${await idOf(k, 'greta')}`,
		{ displayName: 'Somebody' }), 403, 900150);
});

/* ---- stories ---- */

test('a user is invited, read, changed and sent back whole', async (k) => {
	const a = await make(k, { email: `  ${email().toUpperCase()} `,
		roles: ['SalesAgent', 'billing_admin'] });

	ok(/^n[0-9a-f]{8}@nordlicht\.example$/.test(a.email), a.email);
	equal(['sales_agent', 'billing_admin'], a.roles);
	equal('invited', a.state);
	equal('PartnerUser', a.attributes.objectType);
	equal(`/users/${a.id}`, a.links.self.uri);
	equal(a, (await admin(k).get(`/users/${a.email.toUpperCase()}`)).json);
	const b = await admin(k).patch(`/users/${a.id}`,
		{ ...a, displayName: 'Nia Storch' });
	equal(200, b.status, b.text);
	equal('Nia Storch', b.json.displayName);
	equal('invited', b.json.state);
	await expectError(admin(k).patch(`/users/${a.id}`,
		{ ...a, displayName: 'Late' }), 400, 2055);
	const c = await admin(k).post(`/users/${a.id}/invitation`, {});
	equal(200, c.status, c.text);
	equal('disabled', (await admin(k).patch(`/users/${a.id}`,
		{ state: 'disabled' })).json.state);
	await expectError(admin(k).post(`/users/${a.id}/invitation`, {}),
		409, 3000);
	await expectError(admin(k).post(
		`/users/${await idOf(k, 'jonas')}/invitation`, {}), 409, 3000);
});

test('what is wrong with a user is named', async (k) => {
	const post = (body) => admin(k).post('/users', body);
	const named = async (promise, code, field) => {
		const a = await expectError(promise, 400, code);
		ok(a.text.includes(field), a.text);
	};

	await named(post(fresh({ email: 'nobody' })), 3000, 'email');
	await named(post(fresh({ displayName: '' })), 3000, 'displayName');
	await named(post(fresh({ roles: [] })), 3000, 'roles');
	await named(post(fresh({ roles: ['emperor'] })), 900126, 'roles[0]');
	await named(post(fresh({ roles: ['sales_agent', 'operator'] })),
		900126, 'roles[1]');
	await named(post(fresh({ roles: ['customer_global_admin'] })),
		900126, 'roles[0]');
	await expectError(post(fresh({ email: 'Jonas@nordlicht.example' })),
		409, 3000);
	await expectError(post(fresh({ email:
		partner(k, 1).users[0].email })), 409, 3000);
});

test('users are listed by name, found by words and state, page by page',
	async (k) => {
		const word = uuid().slice(0, 8);
		const ids = [];
		for (const name of ['C', 'a', 'B'])
			ids.push((await make(k,
				{ displayName: `${name} ${word}` })).id);
		const filter = (Field, Value, Operator) => encodeURIComponent(
			JSON.stringify({ Field, Value, Operator }));
		const words = filter('DisplayName', word, 'substring');
		const list = (await admin(k).get(`/users?filter=${words}`)).json;
		equal([ids[1], ids[2], ids[0]], list.items.map((u) => u.id));
		const first = (await admin(k).get(
			`/users?size=2&filter=${words}`)).json;
		equal(2, first.totalCount);
		const next = (await admin(k).get(first.links.next.uri, {
			'MS-ContinuationToken': first.continuationToken })).json;
		equal([ids[0]], next.items.map((u) => u.id));
		equal(undefined, next.links.next);
		await admin(k).patch(`/users/${ids[0]}`, { state: 'disabled' });
		const off = (await admin(k).get('/users?filter=' +
			filter('UserState', 'Disabled', 'equals'))).json.items;
		ok(off.some((u) => u.id === ids[0]));
		ok(off.every((u) => u.state === 'disabled'));
		await expectError(admin(k).get('/users?filter=' +
			filter('UserState', 'gone', 'equals')), 400, 900126);
	});

test('another partner’s user is like one that never was', async (k) => {
	const theirs = (await admin(k, 1).get('/users')).json.items[0].id;

	for (const id of [theirs, unknown_id]) {
		await expectError(admin(k).get(`/users/${id}`), 404, 60002);
		await expectError(admin(k).patch(`/users/${id}`,
			{ displayName: 'X' }), 404, 60002);
		await expectError(admin(k).post(`/users/${id}/invitation`, {}),
			404, 60002);
	}
});

test('the last Global admin stays, and nobody locks himself out', async () => {
	const k = await startServer();

	try {
		const self = (await admin(k).get('/users?size=1')).json.items[0];
		equal(partner(k).users[0].email, self.email);
		await expectError(admin(k).patch(`/users/${self.id}`,
			{ state: 'disabled' }), 409, 3000);
		equal(200, (await admin(k).patch(`/users/${await idOf(k, 'greta')}`,
			{ state: 'disabled' })).status);
		const a = await expectError(admin(k).patch(`/users/${self.id}`,
			{ roles: ['admin_agent'] }), 409, 3000);
		ok(a.text.includes('last Global admin'), a.text);
		/* two at the same moment: one of them stays */
		equal(200, (await admin(k).patch(`/users/${await idOf(k, 'greta')}`,
			{ state: 'active' })).status);
		const other = caller(k, partner(k), partner(k).users.find((u) =>
			u.email.startsWith('greta')));
		const both = await Promise.all([
			other.patch(`/users/${self.id}`, { roles: ['admin_agent'] }),
			admin(k).patch(`/users/${await idOf(k, 'greta')}`,
				{ roles: ['sales_agent'] })]);
		equal([200, 1], [Math.min(...both.map((b) => b.status)),
			both.filter((b) => b.status === 200).length]);
	} finally {
		await k.stop();
	}
});

test('a token of a disabled user is worth nothing, at once', async (k) => {
	const tarek = partner(k).users.find((u) => u.email.startsWith('tarek'));
	const bearer = await token(k, partner(k), tarek);
	const call = () => send(k, 'GET', '/v1/customers?size=1',
		{ headers: { Authorization: `Bearer ${bearer}` } });
	const id = await idOf(k, 'tarek');

	equal(200, (await call()).status);
	equal(200, (await admin(k).patch(`/users/${id}`,
		{ state: 'disabled' })).status);
	equal(401, (await call()).status);
	equal(200, (await admin(k).patch(`/users/${id}`,
		{ state: 'active' })).status);
	equal(401, (await call()).status, 'and stays so when he is back');
	k.tokens.clear();
});

test('every change of a user is in the log, with before and after', async (k) => {
	const a = await make(k);
	await admin(k).patch(`/users/${a.id}`, { roles: ['billing_admin'] });
	await admin(k).patch(`/users/${a.id}`, { state: 'disabled' });
	const rows = (await admin(k).get('/auditrecords')).json.items
		.filter((r) => r.resourceType === 'partner_user' &&
			r.customizedData.some((d) => d.value === a.id));

	equal(['create_partner_user', 'remove_partner_user',
		'update_partner_user'], rows.map((r) => r.operationType).sort());
	const change = rows.find((r) => r.operationType.startsWith('update'));
	const data = Object.fromEntries(change.customizedData
		.map((d) => [d.key, d.value]));
	equal('billing_admin', data.RolesGiven);
	equal('sales_agent', data.RolesTaken);
	equal('sales_agent', JSON.parse(change.resourceOldValue).Roles);
	equal('billing_admin', JSON.parse(change.resourceNewValue).Roles);
});

test('a program alone is judged by its roles, as all are', async (k) => {
	await expectError(program(k).get('/users'), 403, 900150);
	await expectError(program(k).get('/notifications'), 403, 900150);
});

test('mail is chosen among what one may see', async (k) => {
	const who = withRole(k, 'helpdesk_agent');
	const list = async () => (await who.get('/notifications')).json.items
		.map((n) => [n.id, n.chosen]);

	equal([['customer_added', false]], await list());
	equal(200, (await who.put('/notifications',
		{ chosen: ['customer_added'] })).status);
	equal([['customer_added', true]], await list());
	const a = await expectError(who.put('/notifications',
		{ chosen: ['customer_added', 'key_shown'] }), 400, 900126);
	ok(a.text.includes('chosen[1]'), a.text);
	equal(200, (await who.put('/notifications', {})).status);
	equal([['customer_added', false]], await list());
});
