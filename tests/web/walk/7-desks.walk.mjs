/*
 * Every role at its desk: it signs in, walks through its whole menu, meets a
 * polite refusal where it may not go and is not led there, and does what it is
 * there for. Each role goes twice, as this table says; with KONTOR_FULL each
 * row goes in all six languages, light and dark.
 *
 * The newest row of a role is read from the table, not from code: what is not
 * in it is not walked, and the first test counts what it holds.
 */
import { customerOf, desk, equal, full, ok, phone, test, userWith, visitor }
	from './lib.mjs';
import { fingers, hands } from './hands.mjs';
import { languages } from './said.mjs';

const table = `
role                     | language | by       | script | on
admin_agent,global_admin | sv-SE    | mouse    | yes    | desktop
admin_agent,global_admin | zh-CN    | keyboard | no     | phone
admin_agent              | ru-RU    | keyboard | yes    | desktop
admin_agent              | pt-BR    | finger   | no     | phone
global_admin             | es-ES    | keyboard | no     | desktop
global_admin             | en-US    | finger   | yes    | phone
account_admin            | pt-BR    | mouse    | no     | desktop
account_admin            | ru-RU    | keyboard | yes    | phone
referral_admin           | zh-CN    | finger   | yes    | phone
referral_admin           | sv-SE    | keyboard | yes    | desktop
marketing_content_admin  | en-US    | keyboard | no     | desktop
marketing_content_admin  | es-ES    | mouse    | yes    | desktop
sales_agent              | ru-RU    | finger   | yes    | phone
sales_agent              | zh-CN    | keyboard | no     | desktop
helpdesk_agent           | sv-SE    | keyboard | yes    | phone
helpdesk_agent           | pt-BR    | mouse    | yes    | desktop
billing_admin            | es-ES    | keyboard | yes    | desktop
billing_admin            | ru-RU    | mouse    | no     | desktop
user_management_admin    | zh-CN    | mouse    | yes    | desktop
user_management_admin    | en-US    | keyboard | no     | phone
customer_global_admin    | pt-BR    | finger   | yes    | phone
customer_global_admin    | zh-CN    | keyboard | yes    | desktop
customer_user            | sv-SE    | mouse    | no     | desktop
customer_user            | es-ES    | keyboard | yes    | phone
operator                 | ru-RU    | mouse    | yes    | desktop
operator                 | en-US    | keyboard | no     | desktop
`;
const [columns, ...rows] = table.trim().split('\n').map((line) =>
	line.split('|').map((cell) => cell.trim()));
const desks = rows.map((cells) => Object.fromEntries(columns.map((name, i) =>
	[name, cells[i]])));

/* ---- what a role finds (domain.md 1) ---- */

const side = ['/', '/customers', '/billing', '/support', '/hybrid-benefit'];
const gear = ['/account', '/account/security', '/account/users',
	'/account/organisation', '/account/webhooks', '/activity', '/permissions',
	'/terms', '/reference', '/help'];
/* Beside what everybody has. */
const only = {
	'/customers': ['admin_agent', 'global_admin', 'sales_agent',
		'helpdesk_agent'],
	'/billing': ['admin_agent', 'global_admin', 'billing_admin'],
	'/hybrid-benefit': ['admin_agent', 'global_admin', 'sales_agent'],
	'/account/users': ['global_admin', 'account_admin',
		'user_management_admin'],
	'/account/organisation': ['global_admin', 'user_management_admin'],
	'/account/webhooks': ['admin_agent', 'global_admin'],
	'/account/applications': ['global_admin'],
	'/account/partner': ['global_admin'],
	'/customers/new': ['admin_agent', 'global_admin', 'sales_agent'],
	'/customers/{c}/orders': ['admin_agent', 'global_admin'],
	'/customers/{c}/software': ['admin_agent', 'global_admin'],
	'/customers/{c}/products': ['admin_agent', 'global_admin'],
	'/customers/{c}/users': ['admin_agent', 'global_admin',
		'user_management_admin'],
};
const console_pages = ['/operator', '/operator/partners',
	'/operator/requests', '/operator/keys', '/operator/imports',
	'/operator/invoices', '/operator/editions', '/operator/files',
	'/operator/outbox'];
const portal_pages = ['/portal/billing/products/software',
	'/portal/billing/products/subscriptions',
	'/portal/billing/products/reservations', '/portal/activity',
	'/portal/help'];

const may = (roles, path) => !only[path] ||
	only[path].some((role) => roles.includes(role));

/* Where this person may not go, whatever is typed. */
function forbidden(w) {
	const { door, roles } = w;
	const partner = Object.keys(only).map((path) => path
		.replace('{c}', w.customer));

	if (door === 'partner')
		return [...Object.keys(only).filter((path) => !may(roles, path))
			.map((path) => path.replace('{c}', w.customer)),
		'/portal', '/operator'];
	return door === 'portal' ? [...partner.slice(0, 3), '/operator',
		...roles.includes('customer_user') ? portal_pages : []] : [];
}

/* ---- coming in ---- */

const doors = { operator: 'operator', customer_global_admin: 'portal',
	customer_user: 'portal' };
const front = { partner: '/signin', portal: '/signin?back=/portal',
	operator: '/operator/sign-in' };

function account(k, roles) {
	if (roles.includes('operator'))
		return k.demo.operator_users[0];
	if (doors[roles[0]])
		return customerOf(k, 'Kestrel').users
			.find((u) => u.roles.includes(roles[0]));
	return userWith(k, roles);
}

async function comesIn(k, row, theme) {
	const roles = row.role.split(',');
	const size = row.on === 'phone' ? phone : desk;
	const keys = row.by === 'keyboard';
	const user = account(k, roles);
	const w = hands(await visitor(k, { locale: row.language, newcomer: true,
		name: `${row.role}-${row.language}`, script: row.script === 'yes',
		size, theme }), fingers(size, keys));

	Object.assign(w, { roles, user, door: doors[roles[0]] ?? 'partner',
		customer: customerOf(k, 'Kestrel').id, offered: new Set() });
	/* what others call their own things */
	w.data.push(user.email, user.name, 'Microsoft 365 Admin Center',
		'Microsoft Admin Center / Microsoft 365 Admin Center');
	await w.go(front[w.door]);
	await w.look('sign-in');
	await w.write(w.field('E-mail address'), user.email);
	await w.write(w.field('Password'), user.password);
	await w.press(w.button('Sign in'), (url) =>
		!/sign-?in/.test(url.pathname));
	/* the language chosen last is the person's; anybody finds the switch */
	if (await w.page.getAttribute('html', 'lang') !== w.locale) {
		const before = new URL(w.page.url()).pathname;
		await w.language();
		equal(before, new URL(w.page.url()).pathname, 'one stays there');
	}
	return w;
}

/* ---- through the menu ---- */

/* Remembers where the pages lead. */
async function sees(w, name, options) {
	await w.look(name, options);
	for (const path of await w.page.evaluate(() =>
		[...document.querySelectorAll('a[href], form[action]')]
			.map((at) => at.href ?? at.action)
			.map((href) => new URL(href, location).pathname)))
		w.offered.add(path);
}

const named = (path) => path.slice(1).replaceAll('/', '-') || 'home';

async function partnerMenu(w) {
	const wanted = side.filter((path) => may(w.roles, path));

	equal(wanted, await w.page.evaluate(() => [...document.querySelectorAll(
		'nav.side > ul > li > a')].map((at) => at.pathname)), 'the menu');
	for (const path of wanted) {
		await w.menu(path);
		await sees(w, named(path));
	}
	const more = gear.filter((path) => may(w.roles, path));
	equal(more, await w.page.evaluate(() => [...document.querySelectorAll(
		'#menu-gear a')].map((at) => at.pathname)), 'behind the gear');
	for (const path of more) {
		await w.press((await w.open('menu-gear'))
			.locator(`a[href="${path}"]`), (url) => url.pathname === path);
		await sees(w, named(path));
		/* the reference is for everybody, and has no menu */
		if (path === '/reference')
			await w.page.goBack();
	}
}

async function portalMenu(w) {
	if (w.roles.includes('customer_user')) {
		await sees(w, 'portal', { status: 403 });
		return;
	}
	for (const path of portal_pages) {
		await w.press(w.page.locator(`nav.tabs a[href="${path}"]`), (url) =>
			url.pathname === path);
		await sees(w, named(path));
	}
}

async function operatorMenu(w) {
	for (const path of console_pages) {
		await w.menu(path);
		await sees(w, named(path), { data: await written(w) });
	}
}

/* Names in tables of the console are of partners, files and products. */
const written = (w) => w.page.locator('main tbody, main .timeline')
	.evaluateAll((all) => all.flatMap((at) => at.innerText.split(/[\n\t]/)
		.map((text) => text.trim()).filter(Boolean)));

async function refusals(w) {
	const home = { partner: '/', portal: '/portal', operator: '/operator' };

	for (const path of forbidden(w)) {
		ok(!w.offered.has(path), `${path} is not offered`);
		await w.go(path);
		await w.look(`refused${path.replaceAll('/', '-')}`, { status: 403 });
		ok((await w.text('main h1')).length > 3, 'it says so');
		ok((await w.text('main p')).length > 10, 'and why');
		equal(null, await w.page.$('main .stack, main table'), 'and no more');
	}
	await w.go(home[w.door]);
}

/* ---- what each is there for ---- */

const house = (w) => customerOf(w.k, 'Kestrel');

async function findsHouse(w) {
	await w.menu('/customers');
	await w.write(w.page.locator('#q'), house(w).domain);
	await w.press(w.button('Find'), '**q=*');
	await w.press(w.link(house(w).name), `**/customers/${house(w).id}`);
	await sees(w, 'customer');
}

async function seesSoftware(w, name) {
	await findsHouse(w);
	await w.menu(`/customers/${house(w).id}/software`);
	await w.press(w.page.locator('#software a.twist').first(), '**open=*');
	await sees(w, name);
}

const jobs = {
	async 'admin_agent,global_admin'(w) {
		await findsHouse(w);
		await w.menu(`/customers/${house(w).id}/orders`);
		await sees(w, 'orders');
		await w.press(w.page.locator('#orders tbody a').first(),
			'**/orders/*');
		await sees(w, 'order');
	},
	async admin_agent(w) {
		await seesSoftware(w, 'software');
		await w.press(w.button('Get keys and downloads'), '**/keys?*');
		await sees(w, 'keys');
		await w.press(w.page.locator('dialog form[action$="/keys"] button'),
			'.key');
		ok(/^(\d{4}\s*){8}$/.test(await w.text('.key')));
		await w.press(w.closing(),
			'#software');
	},
	async global_admin(w) {
		await seesSoftware(w, 'software');
		equal(0, await w.page.locator('form[action$="/keys"]').count(),
			'no key for who is not admin agent');
		await w.press((await w.open('menu-gear'))
			.locator('a[href="/account/users"]'), '**/account/users');
		await w.press(w.link('Femke de Boer'), /users\/[0-9a-f-]{36}$/);
		await sees(w, 'user');
		equal(0, await w.page.locator('#roles input[name=on]:disabled')
			.count(), 'gives every role');
	},
	async account_admin(w) {
		await w.press((await w.open('menu-gear'))
			.locator('a[href="/account/users"]'), '**/account/users');
		await w.press(w.link('Jonas Petersen'), /users\/[0-9a-f-]{36}$/);
		await sees(w, 'user');
		equal(6, await w.page.locator('#roles input[name=on]:disabled')
			.count(), 'the six tenant roles are another’s');
	},
	referral_admin: readsKeys,
	marketing_content_admin: readsKeys,
	async sales_agent(w) {
		await w.menu('/customers');
		await w.press(w.link('Add customer'), '**/customers/new');
		await w.write(w.page.locator('#name'), 'Weigh & Co');
		await w.press(w.button('Add customer'), '#problems');
		await sees(w, 'customer-new', { status: 422 });
		equal('Weigh & Co', await w.page.inputValue('#name'));
		await w.menu('/hybrid-benefit');
		await w.write(w.field('Cores licensed'), '16');
		await w.tick(w.box('Covered by Software Assurance'));
		await w.press(w.button('Calculate'), '**cores=16*');
		await sees(w, 'benefit');
	},
	async helpdesk_agent(w) {
		await w.menu('/support');
		await w.press(w.page.locator('main a[href="/support/new"]').first(),
			'**/support/new');
		await w.choose(w.choice('Type of problem'), '1006');
		await w.press(w.button('Submit'), '#problems');
		await sees(w, 'report-wrong', { status: 422 });
		await w.write(w.page.locator('#title'), '№ 1');
		await w.write(w.page.locator('#description'), '…');
		await w.write(w.page.locator('#phone'), '+49 451 555 0134');
		await w.press(w.button('Submit'), '**done=reported');
		await sees(w, 'reported');
		await w.menu('/support');
	},
	async billing_admin(w) {
		await w.menu('/billing');
		await w.press(w.page.locator('main summary').first());
		await sees(w, 'billing');
		ok(await w.page.locator('main details[open] table').first()
			.isVisible(), 'the line is explained');
		await w.press(w.link('Invoices and credit notes'),
			'**/billing/invoices');
		await w.press(w.page.locator('main tbody a.id').first(),
			'**/billing/invoices/*');
		await sees(w, 'invoice');
		const [file] = await Promise.all([w.page.waitForEvent('download'),
			w.press(w.link('Statement as PDF'))]);
		ok(file.suggestedFilename().endsWith('.pdf'));
	},
	async user_management_admin(w) {
		const email = `desk${w.k.links.size}${w.theme ?? ''}` +
			`${w.locale.toLowerCase()}@nordlicht.example`;

		w.data.push('Nia Falk', email);
		await w.press((await w.open('menu-gear'))
			.locator('a[href="/account/users"]'), '**/account/users');
		await w.press(w.link('Add user'), '**/account/users/new');
		await w.write(w.field('Name'), 'Nia Falk');
		await w.write(w.field('E-mail address'), email);
		await w.tick(w.box('Sales agent'));
		await w.press(w.button('Invite'), '**done=invited');
		await sees(w, 'invited');
		await w.press(w.link('Disable'), '**/disable');
		await sees(w, 'disable');
		await w.press(w.page.locator('dialog .risk-act'), '**done=disabled');
		await sees(w, 'disabled');
	},
	async customer_global_admin(w) {
		await w.press(w.page.locator(`nav.tabs a[href="${portal_pages[0]}"]`),
			`**${portal_pages[0]}`);
		await w.press(w.page.locator('main table a.btn').first(), '**open=*');
		await sees(w, 'portal-keys');
		await w.press(w.page.locator('dialog form[action$="/key"] button'),
			'dialog .key');
		await sees(w, 'portal-key');
		await w.press(w.closing(),
			(url) => !url.search.includes('open='));
		await w.press(w.page.locator('nav.tabs a[href="/portal/activity"]'),
			'**/portal/activity');
		ok((await w.text('main tbody')).includes(w.user.name), 'who saw');
		await sees(w, 'portal-seen');
	},
	/* its own account is all it has */
	async customer_user(w) {
		await w.press((await w.open('menu-user'))
			.locator('a[href="/portal/account/security"]'),
		'**/portal/account/security');
		await sees(w, 'portal-security');
	},
	async operator(w) {
		await w.menu('/operator/partners');
		await w.press(w.link(w.k.demo.partners[0].name), (url) =>
			/partners\/\d+$/.test(url.pathname));
		await sees(w, 'partner', { data: await written(w) });
	},
};

async function readsKeys(w) {
	await w.press((await w.open('menu-gear')).locator('a[href="/activity"]'),
		'**/activity');
	equal(1, await w.page.locator('main nav.tabs a').count(), 'one tab');
	await w.choose(w.choice('Act'), await w.page.locator('#act option').nth(1)
		.getAttribute('value'));
	await w.press(w.button('Show'), '**act=*');
	await sees(w, 'activity-act');
}

async function leaves(w) {
	await w.press((await w.open('menu-user')).locator('button'), (url) =>
		/sign-?in/.test(url.pathname));
	await w.look('signed-out');
	await w.close();
}

/* ---- */

const menus = { partner: partnerMenu, portal: portalMenu,
	operator: operatorMenu };

test('every role, language, hand, script and size is walked', () => {
	const all = (name) => [...new Set(desks.map((row) => row[name]))].sort();
	const roles = ['account_admin', 'admin_agent', 'admin_agent,global_admin',
		'billing_admin', 'customer_global_admin', 'customer_user',
		'global_admin', 'helpdesk_agent', 'marketing_content_admin',
		'operator', 'referral_admin', 'sales_agent',
		'user_management_admin'];
	const hand = ({ by }) => by === 'keyboard' ? 'keyboard' : 'pointer';
	const ways = new Set(desks.map((row) => [hand(row), row.script, row.on]
		.join()));

	equal(roles, all('role'));
	equal(roles, Object.keys(jobs).sort(), 'each has something to do');
	equal([...languages].sort(), all('language'));
	for (const role of roles) {
		const mine = desks.filter((row) => row.role === role);
		equal(2, new Set(mine.map((row) => row.language)).size, role);
		equal(2, new Set(mine.map(hand)).size,
			`${role}: with and without a pointer`);
	}
	for (const by of ['keyboard', 'pointer'])
		for (const script of ['yes', 'no'])
			for (const on of ['desktop', 'phone'])
				ok(ways.has([by, script, on].join()),
					`${by}, script ${script}, ${on}`);
	for (const { by, on } of desks)
		ok(by === 'keyboard' || (by === 'finger') === (on === 'phone'),
			'a phone has no mouse');
});

const told = ({ language, role, by, script, on }, theme) =>
	`${language}: ${role.replace(',', ' and ')} by ${by}` +
	`${script === 'no' ? ' without script' : ''} on a ${on}` +
	`${theme === 'dark' ? ', dark' : ''}`;
const chosen = process.env.KONTOR_WALK_ROLE;
const walked = !full ? desks.filter(({ role }) =>
	!chosen || role === chosen)
	.map((row) => [row, 'light']) : desks.flatMap(
	(row) => languages.flatMap((language) => ['light', 'dark'].map((theme) =>
		[{ ...row, language }, theme])));

for (const [row, theme] of walked)
	test(told(row, theme), async (k) => {
		const w = await comesIn(k, row, theme);

		await menus[w.door](w);
		await refusals(w);
		await jobs[row.role](w);
		await leaves(w);
	});
