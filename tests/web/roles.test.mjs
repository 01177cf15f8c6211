/*
 * The matrix of domain.md 1 on every page, and what no page may do without:
 * the token of its form, and a session of this side.
 */
import { ask, equal, guest, ok, person, purchase, test, value }
	from './lib.mjs';

/* One user of the demo each, as the columns below. */
const people = { AA: 'jonas', GA: 'greta', ACC: 'heiko', REF: 'femke',
	MCA: 'marisol', SA: 'tarek', HA: 'ilse', BA: 'bruno', UA: 'wiebke' };
const everybody = Object.keys(people).join(' ');
const agents = 'AA GA SA HA';
const buyers = 'AA GA';
const managers = 'AA GA UA';

/* {c}: a customer, {o}: an order, {s}: its software. */
const pages = {
	'/': everybody,
	'/search?q=a': everybody,
	'/account': everybody,
	'/account/notifications': everybody,
	'/account/partner': 'GA',
	'/account/users': 'GA ACC UA',
	'/account/users/new': 'GA ACC UA',
	'/account/organisation': 'GA UA',
	'/account/organisation/billing': 'GA',
	'/account/webhooks': 'AA GA',
	'/permissions': everybody,
	'/markets': everybody,
	'/help': everybody,
	'/help/keys': everybody,
	'/hybrid-benefit': 'AA GA SA',
	'/support': everybody,
	'/support/new': everybody,
	'/customers': agents,
	'/customers/new': 'AA GA SA',
	'/customers/{c}': agents,
	'/customers/{c}/account': agents,
	'/customers/{c}/users': managers,
	'/customers/{c}/users/new': managers,
	'/customers/{c}/users/deleted': managers,
	'/customers/{c}/account/profile': agents,
	'/customers/{c}/account/leave': 'AA GA SA',
	'/customers/{c}/orders': buyers,
	'/customers/{c}/reservations': buyers,
	'/customers/{c}/orders/{o}': buyers,
	'/customers/{c}/software': buyers,
	'/customers/{c}/software/{s}/cancel': buyers,
	'/customers/{c}/products': buyers,
	'/billing': 'AA GA BA',
	'/billing/invoices': 'AA GA BA',
	'/activity?tab=software': 'GA ACC REF MCA',
	'/activity?tab=customer': 'AA GA SA HA BA UA',
	'/activity.csv?tab=software': 'GA ACC REF MCA',
	'/activity.csv?tab=customer': 'AA GA SA HA BA UA',
	'/clock': buyers,
};

/* Forms that change nothing when empty, so that only 403 tells. */
const forms = {
	'/customers/new': 'AA GA SA',
	'/customers/{c}/cart': buyers,
	'/customers/{c}/users/new': managers,
	'/customers/{c}/account/agreement': 'AA GA',
	'/customers/{c}/account/qualification': agents,
	'/customers/{c}/account/profile': agents,
	'/account/organisation/billing': 'GA',
	'/account/users/new': 'GA ACC UA',
	'/account/webhooks': 'AA GA',
	'/account/webhooks/secret': 'AA GA',
	'/account/webhooks/test': 'AA GA',
	'/account/webhooks/remove': 'AA GA',
	'/customers/{c}/software/{s}/keys': 'AA',
	'/customers/{c}/software/{s}/cancel': 'AA',
	'/clock': buyers,
};

const allowed = (roles) => Object.fromEntries(Object.keys(people)
	.map((role) => [role, roles.split(' ').includes(role)]));
const filled = (path, it) => path.replace('{c}', it.customer)
	.replace('{o}', it.order).replace('{s}', it.id);

async function tried(k, table, method) {
	const it = await purchase(k, await person(k, 'anneke'), 'Kestrel',
		'Windows Server');
	const seen = Object.fromEntries(Object.keys(table).map((p) => [p, {}]));

	for (const [role, name] of Object.entries(people)) {
		const who = await person(k, name);
		for (const path of Object.keys(table)) {
			const a = await who[method](filled(path, it));
			ok(a.status < 500, `${path} ${role}: ${a.status}`);
			seen[path][role] = a.status !== 403;
		}
	}
	return seen;
}
const wanted = (table) => Object.fromEntries(Object.entries(table)
	.map(([path, roles]) => [path, allowed(roles)]));

test('each page is for the roles of the matrix', async (k) => {
	equal(wanted(pages), await tried(k, pages, 'get'));
});

test('each act is for the roles of the matrix', async (k) => {
	equal(wanted(forms), await tried(k, forms, 'post'));
});

/* What another partner, a forged form and a customer's user meet. */
const acts = ['/customers/{c}/account/agreement',
	'/customers/{c}/account/qualification',
	'/customers/{c}/account/profile', '/customers/{c}/account/leave',
	'/customers/{c}/cart', '/customers/{c}/carts/{x}',
	'/customers/{c}/carts/{x}/order', '/customers/{c}/carts/{x}/refill',
	'/customers/{c}/software/{s}/keys', '/customers/{c}/software/{s}/links',
	'/customers/{c}/software/{s}/download',
	'/customers/{c}/software/{s}/cancel', '/customers/new', '/account',
	'/account/notifications', '/account/partner', '/account/users/new',
	'/account/users/{x}', '/account/users/{x}/roles',
	'/account/users/{x}/disable', '/account/users/{x}/enable',
	'/account/users/{x}/invite',
	'/account/organisation/billing', '/account/webhooks',
	'/account/webhooks/secret', '/account/webhooks/test',
	'/account/webhooks/remove', '/account/webhooks/deliveries/{x}/replay',
	'/customers/{c}/users/new', '/customers/{c}/users/{x}',
	'/customers/{c}/users/{x}/roles', '/customers/{c}/users/{x}/licences',
	'/customers/{c}/users/{x}/password', '/customers/{c}/users/{x}/delete',
	'/customers/{c}/users/{x}/restore', '/clock', '/signout'];
const unknown = '00000000-1111-4222-8333-444444444444';

test('no form is taken without its token, or with another’s', async (k) => {
	const who = await person(k, 'anneke');
	const other = await person(k, 'greta');
	const theirs = value(await other.get('/account'), '_csrf');
	const it = await purchase(k, who, 'Kestrel', 'Windows Server');

	for (const act of acts) {
		const path = filled(act, it).replace('{x}', unknown);
		for (const form of [{}, { _csrf: '' }, { _csrf: theirs }])
			equal(403, (await who.bare(path, form)).status, path);
		const nobody = await ask(k, 'POST', path, { form: {} });
		ok(nobody.status === 403 || nobody.headers.location
			?.startsWith('/signin'), `${path}: ${nobody.status}`);
	}
	equal(200, (await who.get('/account')).status, 'still signed in');
});

test('another partner’s purchase is nowhere, for whatever act', async (k) => {
	const it = await purchase(k, await person(k, 'anneke'), 'Kestrel',
		'Windows Server');
	const who = await person(k, 'matilda');

	for (const act of acts.filter((path) => path.includes('{c}')))
		equal(404, (await who.post(filled(act, it)
			.replace('{x}', unknown))).status, act);
	for (const page of Object.keys(pages).filter((p) => p.includes('{c}')))
		equal(404, (await who.get(filled(page, it))).status, page);
});

test('customers’ users do not come in here', async (k) => {
	for (const role of ['customer_global_admin', 'customer_user']) {
		const who = await guest(k, k.demo.partners[0].customers[0].name,
			role);

		equal('/portal', who.landed, 'they have a portal of their own');
		for (const page of Object.keys(pages))
			equal(403, (await who.get(filled(page, {
				customer: k.demo.partners[0].customers[0].id,
				order: 'x', id: 'x-0' }))).status, page);
	}
});

test('signing in makes a new session, signing out ends it', async (k) => {
	const user = k.demo.partners[0].users[0];
	const cookies = new Map([['kontor_session', '1.planted']]);
	const page = await ask(k, 'GET', '/signin', { cookies });
	await ask(k, 'POST', '/signin', { cookies, form: { email: user.email,
		_form: value(page, '_form'), password: user.password, back: '/' } });
	const kept = new Map(cookies);

	ok(cookies.get('kontor_session') !== '1.planted');
	const _csrf = value(await ask(k, 'GET', '/account', { cookies }), '_csrf');
	await ask(k, 'POST', '/signout', { cookies, form: { _csrf } });
	equal(303, (await ask(k, 'GET', '/customers', { cookies: kept })).status);
});
