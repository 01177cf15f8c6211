/*
 * Users of customers and their directory roles, as whole stories: added as
 * each client does it, listed while others are added, deleted, restored.
 */
import { admin, customer, equal, expectError, ok, partner, program,
	routeTests, test, unknown_id, uuid, withRole } from './lib.mjs';
import { timed } from './shop.mjs';

const company_administrator = '62e90394-69f5-4237-9190-012177145e10';
const helpdesk_administrator = '729827e3-9c14-49f7-bb1b-9608f156bbb8';
const DAY = 86400000;

const home = (c) => `/customers/${c.id}`;
const word = () => `u${uuid().slice(0, 8)}`;

/* A user as the node client sends one. */
const fresh = (c, change = {}) => ({ usageLocation: 'DE',
	userPrincipalName: `${word()}@${c.domain}`, firstName: 'Ute',
	lastName: 'Kranz', displayName: 'Ute Kranz', passwordProfile: {
		password: 'Kranich-7-Feder', forceChangePassword: true },
	...change });

async function make(k, c, change, who = admin(k)) {
	const a = await who.post(`${home(c)}/users`, fresh(c, change));

	equal(200, a.status, a.text);
	return a.json;
}

const first = (a) => ({ user: [a, a] });
const refused = 'sales_agent';
for (const route of [
	{ method: 'GET', path: '/customers/{customer}/users', refused },
	{ method: 'POST', path: '/customers/{customer}/users', refused,
		body: fresh({ domain: 'x.example' }) },
	{ method: 'GET', path: '/customers/{customer}/users/{user}', refused },
	{ method: 'PATCH', path: '/customers/{customer}/users/{user}', refused,
		body: { displayName: 'X' } },
	{ method: 'PATCH', refused,
		path: '/customers/{customer}/users/{user}/resetpassword',
		body: { passwordProfile: { password: 'Kranich-7-Feder' } } },
	{ method: 'DELETE', path: '/customers/{customer}/users/{user}', refused },
	{ method: 'GET', refused,
		path: '/customers/{customer}/users/{user}/directoryroles' },
	{ method: 'GET', path: '/customers/{customer}/directoryroles', refused },
	{ method: 'GET', refused,
		path: '/customers/{customer}/directoryroles/{role}/usermembers' },
	{ method: 'POST', refused,
		path: '/customers/{customer}/directoryroles/{role}/usermembers',
		body: { id: unknown_id, displayName: 'X',
			userPrincipalName: 'x@x.example' } },
	{ method: 'DELETE', refused, path: '/customers/{customer}' +
		'/directoryroles/{role}/usermembers/{user}' },
])
	routeTests(route, (k) => ({ customer: [customer(k).id],
		role: [helpdesk_administrator], ...first(unknown_id) }));

/* ---- adding ---- */

test('a new user is answered as published, with the password that was set',
	async (k) => {
		const c = customer(k);
		const sent = fresh(c, { immutableId: 'abc', phoneNumber: '+49 1' });
		const a = await admin(k).post(`${home(c)}/users/`, sent);

		equal(200, a.status, a.text);
		const { id, links, attributes, ...rest } = a.json;
		equal({ ...sent, userDomainType: 'managed', state: 'active' },
			rest);
		equal(`${home(c)}/users/${id}`, links.self.uri);
		equal('CustomerUser', attributes.objectType);

		const again = await admin(k).get(`${home(c)}/users/${id}`);
		const { passwordProfile, ...without } = a.json;
		equal(true, passwordProfile.forceChangePassword);
		equal(without, again.json);
		equal(id, (await admin(k).get(`${home(c)}/users/` +
			sent.userPrincipalName.toUpperCase())).json.id);
	});

test('a new user as the Java and .NET clients send it', async (k) => {
	const c = customer(k);
	const upn = `${word()}@${c.domain}`;
	const java = await admin(k).post(`${home(c)}/users/`, {
		...fresh(c, { userPrincipalName: upn }),
		passwordProfile: { Password: 'Kranich-7-Feder',
			password: 'Kranich-7-Feder', ForceChangePassword: false,
			forceChangePassword: false },
		attributes: { objectType: 'CustomerUser' } });
	const net = await admin(k).post(`${home(c)}/users`, {
		UsageLocation: 'de', Id: null, FirstName: 'Ferdinand',
		UserPrincipalName: `${word()}@${c.domain.toUpperCase()}`,
		LastName: 'Filibuster', DisplayName: 'Ferdinand',
		ImmutableId: null, PasswordProfile: { ForceChangePassword: true,
			Password: 'Kranich-7-Feder' },
		LastDirectorySyncTime: null, UserDomainType: 'none',
		State: 'active', SoftDeletionTime: null, Links: null,
		Attributes: { Etag: null, ObjectType: 'CustomerUser' } });

	equal(200, java.status, java.text);
	equal(false, java.json.passwordProfile.forceChangePassword);
	equal(200, net.status, net.text);
	equal('DE', net.json.usageLocation);
	ok(net.json.userPrincipalName.endsWith(`@${c.domain}`));
});

test('what is wrong with a new user is named', async (k) => {
	const c = customer(k);
	const other = customer(k, null, 1);
	const post = (body) => admin(k).post(`${home(c)}/users`, body);
	const names = async (body, field) => {
		const a = await expectError(post(body), 400, 3000);

		ok(a.json.data.some((text) => text.startsWith(`${field}:`)),
			a.text);
	};

	await names(fresh(other), 'userPrincipalName');
	await names(fresh(partner(k).customers[1]), 'userPrincipalName');
	await names(fresh(c, { userPrincipalName: 'nobody' }),
		'userPrincipalName');
	await names(fresh(c, { usageLocation: 'QQ' }), 'usageLocation');
	await names(fresh(c, { displayName: null }), 'displayName');
	await names(fresh(c, { firstName: '' }), 'firstName');
	await names(fresh(c, { lastName: 'x'.repeat(65) }), 'lastName');
	await names(fresh(c, { passwordProfile: { password: 'short' } }),
		'passwordProfile.password');
	await names(fresh(c, { passwordProfile: null }), 'passwordProfile');
});

test('a user name belongs to one user of all partners', async (k) => {
	const c = customer(k);
	const user = await make(k, c);

	await expectError(admin(k).post(`${home(c)}/users`, fresh(c, {
		userPrincipalName: user.userPrincipalName.toUpperCase() })),
	409, 3000);
});

test('a customer\'s id in capitals is the same customer', async (k) => {
	const c = customer(k);
	const a = await admin(k).post(`/customers/${c.id.toUpperCase()}/users`,
		fresh(c));

	equal(200, a.status, a.text);
	equal(200, (await admin(k).get(`${home(c)}/users/` +
		a.json.id.toUpperCase())).status);
});

test('adding a user again with its request id answers the same', async (k) => {
	const c = customer(k);
	const body = fresh(c);
	const id = { 'MS-RequestId': uuid() };
	const one = await admin(k).post(`${home(c)}/users`, body, id);
	const two = await admin(k).post(`${home(c)}/users`, body, id);

	equal(200, one.status, one.text);
	equal(one.text, two.text);
});

test('a dry run adds nobody and tells no password', async (k) => {
	const c = customer(k);
	const body = fresh(c);
	const a = await admin(k).post(`${home(c)}/users?validateOnly=true`, body);

	equal(200, a.status, a.text);
	equal(undefined, a.json.passwordProfile);
	await expectError(admin(k).get(`${home(c)}/users/${a.json.id}`), 404,
		60002);
	equal(200, (await admin(k).post(`${home(c)}/users`, body)).status);
});

/* ---- lists ---- */

test('pages by sort field hold each user once while others are added',
	async (k) => {
		const c = customer(k, 'NO');
		const path = `${home(c)}/users`;
		const made = [];

		for (const name of ['Berg', 'Dahl', 'Foss', 'Haug'])
			made.push((await make(k, c, { displayName: name,
				firstName: name })).id);
		for (const sort of ['displayName', 'FirstName', 'userprincipalname',
			'UsageLocation'])
			for (const down of [false, true]) {
				const seen = [];
				let a = await admin(k).get(`${path}?size=2&sortField=` +
					`${sort}&sortDirection=` +
					(down ? 'Descending' : 'ascending'));
				for (;;) {
					equal(200, a.status, a.text);
					ok(a.json.items.length <= 2);
					seen.push(...a.json.items);
					if (a.json.links.next === undefined)
						break;
					if (seen.length === 2) {
						await make(k, c, { displayName: 'Aas' });
						await make(k, c, { displayName: 'Zahl' });
					}
					a = await admin(k).get(
						`${path}?seekOperation=Next`,
						{ 'MS-ContinuationToken':
							a.json.continuationToken });
				}
				const ids = seen.map((u) => u.id);
				equal(ids.length, new Set(ids).size, sort);
				for (const id of made)
					ok(ids.includes(id), `${sort} ${down}`);
				if (sort === 'displayName') {
					const four = seen.filter((u) => made
						.includes(u.id)).map((u) => u.displayName);
					equal(['Berg', 'Dahl', 'Foss', 'Haug'],
						down ? four.reverse() : four);
				}
			}
	});

test('pages go back the way they came, from the last one too', async (k) => {
	const path = `${home(customer(k, 'NO'))}/users?size=3&` +
		'sortField=displayName&sortDirection=descending';
	const all = (await admin(k).get(path.replace('size=3&', ''))).json.items
		.map((u) => u.id);
	const one = await admin(k).get(path);
	const turn = (a, way) => admin(k).get(a.json.links[way].uri, {
		'MS-ContinuationToken': a.json.links[way].headers[0].value });
	const two = await turn(one, 'next');
	const back = await turn(two, 'previous');
	const last = await admin(k).get(`${path}&seekOperation=Last`);

	equal(all.slice(0, 3), one.json.items.map((u) => u.id));
	equal(all.slice(3, 6), two.json.items.map((u) => u.id));
	equal(all.slice(0, 3), back.json.items.map((u) => u.id));
	equal(all.slice(-3), last.json.items.map((u) => u.id));
	equal(undefined, last.json.links.next);
});

test('a token opens the list it came from and no other', async (k) => {
	const a = await admin(k).get(`${home(customer(k, 'NO'))}/users?size=1`);
	const token = { 'MS-ContinuationToken': a.json.continuationToken };

	await expectError(admin(k).get(`${home(customer(k, 'SE'))}/users` +
		'?seekOperation=Next', token), 400, 3000);
	await expectError(admin(k, 1).get(`${home(customer(k, null, 1))}/users` +
		'?seekOperation=Next', token), 400, 3000);
});

test('a filter or a sort field that is not known is named', async (k) => {
	const path = `${home(customer(k))}/users`;
	const filter = (f) => encodeURIComponent(JSON.stringify(f));

	await expectError(admin(k).get(`${path}?sortField=shoeSize`), 400,
		900126);
	await expectError(admin(k).get(`${path}?filter=` + filter({
		Field: 'UserState', Value: 'asleep', Operator: 'equals' })), 400,
	900126);
	await expectError(admin(k).get(`${path}?filter=` + filter({
		Field: 'Name', Value: 'x', Operator: 'equals' })), 400, 3000);
});

/* ---- changing ---- */

test('a whole object sent back changes what differs', async (k) => {
	const c = customer(k);
	const { passwordProfile, ...user } = await make(k, c);
	const path = `${home(c)}/users/${user.id}`;
	const a = await admin(k).patch(path, { ...user, lastName: 'Storch',
		displayName: 'Ute Storch' });
	const nulls = await admin(k).patch(path, { FirstName: null,
		LastName: null, DisplayName: 'Ute S.', PasswordProfile: null,
		LastDirectorySyncTime: '0001-01-01T00:00:00',
		SoftDeletionTime: '0001-01-01T00:00:00', State: 'active' });

	equal(200, a.status, a.text);
	equal(['Ute', 'Storch', 'Ute Storch'], [a.json.firstName,
		a.json.lastName, a.json.displayName]);
	equal(undefined, a.json.passwordProfile);
	equal(200, nulls.status, nulls.text);
	equal(['Ute', 'Storch', 'Ute S.'], [nulls.json.firstName,
		nulls.json.lastName, nulls.json.displayName]);
	ok(passwordProfile);
	await expectError(admin(k).patch(path, { ...user, lastName: 'Reiher' }),
		400, 2055); /* its etag is of the first reading */
	await expectError(admin(k).patch(path, { state: 'inactive' }), 400,
		900126);
	await expectError(admin(k).patch(path, { displayName: '' }), 400, 3000);
	await expectError(admin(k).patch(`${home(c)}/users/${unknown_id}`,
		{ displayName: 'X' }), 404, 60002);
});

test('a new user name frees the old one', async (k) => {
	const c = customer(k);
	const user = await make(k, c);
	const upn = `${word()}@${c.domain}`;
	const a = await admin(k).patch(`${home(c)}/users/${user.id}`,
		{ userPrincipalName: upn });

	equal(200, a.status, a.text);
	equal(upn, a.json.userPrincipalName);
	await make(k, c, { userPrincipalName: user.userPrincipalName });
	await expectError(admin(k).patch(`${home(c)}/users/${user.id}`,
		{ userPrincipalName: user.userPrincipalName }), 409, 3000);
	await expectError(admin(k).patch(`${home(c)}/users/${user.id}`,
		{ userPrincipalName: 'x@elsewhere.example' }), 400, 3000);
});

test('a password is reset by both ways', async (k) => {
	const c = customer(k);
	const user = await make(k, c);
	const path = `${home(c)}/users/${user.id}`;
	const body = { passwordProfile: { password: 'Eisvogel-9-Ufer',
		forceChangePassword: false } };
	const a = await admin(k).patch(path, body);
	const b = await admin(k).patch(`${path}/resetpassword`, body);

	equal(200, a.status, a.text);
	equal(body.passwordProfile, a.json.passwordProfile);
	equal(200, b.status, b.text);
	equal(body.passwordProfile, b.json.passwordProfile);
	equal(undefined, (await admin(k).get(path)).json.passwordProfile);
	await expectError(admin(k).patch(`${path}/resetpassword`, {}), 400,
		3000);
});

/* ---- deleting and restoring ---- */

const deleted = encodeURIComponent(JSON.stringify({ Field: 'UserState',
	Value: 'Inactive', Operator: 'equals' }));
const ids = async (who, path) => (await who.get(path)).json.items
	.map((u) => u.id);

test('a deleted user leaves the list, keeps its name and comes back',
	timed('DE', async (s, k) => {
		const c = customer(k, 'DE');
		const users = `${home(c)}/users`;
		const user = await make(k, c);
		const path = `${users}/${user.id}`;
		const at = Date.UTC(2027, 2, 1, 12);

		await s.now(new Date(at).toISOString());
		equal(204, (await admin(k).del(path)).status);
		ok(!(await ids(admin(k), users)).includes(user.id));
		ok((await ids(admin(k), `${users}?filter=${deleted}`))
			.includes(user.id));
		const gone = await admin(k).get(path);
		equal(['inactive', '2027-03-01T12:00'], [gone.json.state,
			gone.json.softDeletionTime.slice(0, 16)]);
		await expectError(admin(k).del(path), 404, 60002);
		await expectError(admin(k).patch(path, { displayName: 'X' }), 404,
			60002);
		await expectError(admin(k).get(`${path}/directoryroles`), 404,
			60002);
		await expectError(admin(k).post(users, fresh(c, {
			userPrincipalName: user.userPrincipalName })), 409, 3000);

		await s.now(new Date(at + 30 * DAY - 60000).toISOString());
		const back = await admin(k).patch(path, { State: 'active',
			Attributes: { ObjectType: 'CustomerUser' } });
		equal(200, back.status, back.text);
		equal(['active', undefined], [back.json.state,
			back.json.softDeletionTime]);
		ok((await ids(admin(k), users)).includes(user.id));
	}));

test('after 30 days a deleted user is gone and its name free',
	timed('DE', async (s, k) => {
		const c = customer(k, 'DE');
		const users = `${home(c)}/users`;
		const user = await make(k, c);
		const path = `${users}/${user.id}`;
		const at = Date.UTC(2027, 4, 1, 12);

		await s.now(new Date(at).toISOString());
		equal(204, (await admin(k).del(path)).status);
		await s.now(new Date(at + 30 * DAY + 60000).toISOString());
		await expectError(admin(k).patch(path, { state: 'active' }), 404,
			60002);
		await expectError(admin(k).get(path), 404, 60002);
		ok(!(await ids(admin(k), `${users}?filter=${deleted}`))
			.includes(user.id));
		const next = await make(k, c, { userPrincipalName:
			user.userPrincipalName });
		ok(next.id !== user.id);
	}));

/* ---- roles ---- */

test('roles are given, listed and taken', async (k) => {
	const c = customer(k, 'FR');
	const user = await make(k, c);
	const roles = await admin(k).get(`${home(c)}/directoryroles`);
	const members = `${home(c)}/directoryroles/${helpdesk_administrator}` +
		'/usermembers';
	/* as the Java client sends it: keys in both spellings, no attributes */
	const body = { id: user.id, DisplayName: 'Ute', displayName: 'Ute',
		UserPrincipalName: user.userPrincipalName,
		userPrincipalName: user.userPrincipalName };

	ok(roles.json.items.some((r) => r.id === helpdesk_administrator &&
		r.name === 'Helpdesk Administrator' &&
		r.attributes.objectType === 'DirectoryRole'));
	equal([], (await admin(k).get(members)).json.items);
	const a = await admin(k).post(members, body);
	equal(201, a.status, a.text);
	equal({ displayName: 'Ute Kranz', userPrincipalName:
		user.userPrincipalName, roleId: helpdesk_administrator,
	id: user.id, attributes: { objectType: 'UserMember' } }, a.json);
	await expectError(admin(k).post(members, body), 409, 3000);
	equal([user.id], await ids(admin(k), members));
	equal([helpdesk_administrator], await ids(admin(k),
		`${home(c)}/users/${user.id}/directoryroles`));
	equal(204, (await admin(k).del(`${members}/${user.id}`)).status);
	await expectError(admin(k).del(`${members}/${user.id}`), 404, 60002);
	await expectError(admin(k).post(`${home(c)}/directoryroles/` +
		`${unknown_id}/usermembers`, body), 404, 1000);
	await expectError(admin(k).post(members, { ...body, id: unknown_id }),
		404, 60002);
});

test('the members of a role come in pages', async (k) => {
	const c = customer(k, 'NL');
	const members = `${home(c)}/directoryroles/${helpdesk_administrator}` +
		'/usermembers';
	const seen = [];

	for (let i = 0; i < 5; i++) {
		const { id, userPrincipalName } = await make(k, c);
		equal(201, (await admin(k).post(members, { id,
			userPrincipalName, displayName: 'x' })).status);
	}
	let a = await admin(k).get(`${members}?size=2`);
	for (; ;) {
		seen.push(...a.json.items.map((m) => m.id));
		if (!a.json.links.next)
			break;
		a = await admin(k).get(`${members}?seekOperation=Next`, {
			'MS-ContinuationToken': a.json.continuationToken });
	}
	equal(5, new Set(seen).size);
	equal(5, seen.length);
});

test('the first user is the company administrator, and one truth tells it',
	async (k) => {
		const c = customer(k, 'PL');
		const list = (await admin(k).get(`${home(c)}/users`)).json.items;
		const boss = list.find((u) => u.userPrincipalName
			.startsWith('admin@'));
		const members = `${home(c)}/directoryroles/` +
			`${company_administrator}/usermembers`;

		equal([boss.id], await ids(admin(k), members));
		equal(['Łukasz', 'Wiśniewski', 'PL'], [boss.firstName,
			boss.lastName, boss.usageLocation]);
		equal([company_administrator], await ids(admin(k),
			`${home(c)}/users/${boss.id}/directoryroles`));
		equal(204, (await admin(k).del(`${members}/${boss.id}`)).status);
		equal([], await ids(admin(k), members));
		equal(201, (await admin(k).post(members, { id: boss.id,
			userPrincipalName: boss.userPrincipalName,
			displayName: boss.displayName })).status);
		await expectError(admin(k).post(members, { id: boss.id,
			userPrincipalName: 'x', displayName: 'x' }), 409, 3000);
	});

/* ---- who may, what is written down ---- */

test('agents, global admins and user management admins manage users',
	async (k) => {
		const path = `${home(customer(k))}/users`;

		for (const role of ['admin_agent', 'global_admin',
			'user_management_admin'])
			equal(200, (await withRole(k, role).get(path)).status, role);
		for (const role of ['sales_agent', 'helpdesk_agent',
			'billing_admin', 'account_admin'])
			await expectError(withRole(k, role).get(path), 403, 900150);
		equal(200, (await program(k).get(path)).status);
	});

test('another partner\'s user is like none', async (k) => {
	const mine = customer(k);
	const theirs = await make(k, customer(k, null, 1), {}, admin(k, 1));
	const a = await admin(k).get(`${home(mine)}/users/${theirs.id}`);
	const b = await admin(k).get(`${home(mine)}/users/${unknown_id}`);

	equal([404, b.text], [a.status, a.text]);
	equal(404, (await admin(k).del(`${home(mine)}/users/${theirs.id}`))
		.status);
});

test('every change is in the log, and the strict client can read it',
	async (k) => {
		const c = customer(k, 'MC');
		const user = await make(k, c);
		const path = `${home(c)}/users/${user.id}`;
		const upn = `${word()}@${c.domain}`;
		const members = `${home(c)}/directoryroles/` +
			`${helpdesk_administrator}/usermembers`;
		const filter = encodeURIComponent(JSON.stringify({
			Field: 'CustomerId', Value: c.id, Operator: 'equals' }));
		const member = { id: user.id, displayName: 'x',
			userPrincipalName: upn };

		await admin(k).patch(path, { userPrincipalName: upn,
			displayName: 'U. K.', passwordProfile: {
				password: 'Eisvogel-9-Ufer' } });
		await admin(k).post(members, member);
		await admin(k).del(`${members}/${user.id}`);
		await admin(k).del(path);
		await admin(k).patch(path, { state: 'active' });
		const log = (await admin(k).get(`/auditrecords?filter=${filter}`))
			.json.items.filter((r) => r.customizedData.some((d) =>
				d.key === 'CustomerUserId' && d.value === user.id));
		equal(['add_user_member customer_directory_role',
			'create_customer_user customer_user',
			'delete_customer_user customer_user',
			'remove_user_member customer_directory_role',
			'reset_customer_user_password customer_user',
			'restore_customer_user customer_user',
			'update_customer_user customer_user',
			'update_customer_user_principal_name customer_user'],
		log.map((r) => `${r.operationType} ${r.resourceType}`).sort());
		ok(!JSON.stringify(log).includes('Eisvogel'));
		const java = (await admin(k).get(`/auditrecords?filter=${filter}`,
			{ 'MS-PartnerCenter-Client': 'Partner Center Java SDK' }))
			.json.items.map((r) => r.operationType + r.resourceType);
		ok(java.includes('undefinedundefined'));
		ok(!java.some((t) => /user_member|directory_role/.test(t)));
	});

test('a failed change of several things changes none of them', async (k) => {
	const c = customer(k);
	const user = await make(k, c);
	const taken = await make(k, c);
	const path = `${home(c)}/users/${user.id}`;

	await expectError(admin(k).patch(path, { displayName: 'Halb',
		userPrincipalName: taken.userPrincipalName }), 409, 3000);
	equal('Ute Kranz', (await admin(k).get(path)).json.displayName);
});
