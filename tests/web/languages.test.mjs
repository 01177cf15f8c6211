/*
 * The language of a person: setting, then this browser's choice, then what the
 * browser asks for; and the switch, which is on every page of every door and
 * leads back to where one was.
 */
import { admin } from '../api/lib.mjs';
import { startMail } from '../api/smtp.mjs';
import { ask, equal, guest, ok, operator, person, startServer, test, value }
	from './lib.mjs';

const tags = ['en-US', 'pt-BR', 'ru-RU', 'zh-CN', 'es-ES', 'sv-SE'];
const own = { 'en-US': 'English', 'pt-BR': 'Português (Brasil)',
	'ru-RU': 'Русский', 'zh-CN': '简体中文', 'es-ES': 'Español',
	'sv-SE': 'Svenska' };

/* The buttons of the switch: { back, choices: { tag: name }, current }. */
function switchOf(page) {
	const forms = [...page.text.matchAll(
		/<form[^>]*action="\/language"[\s\S]*?<\/form>/g)].map((m) => m[0]);

	equal(1, forms.length, 'one switch of languages');
	const buttons = [...forms[0].matchAll(
		/<button[^>]*name="to" value="([^"]*)" lang="([^"]*)"([^>]*)>([^<]*)/g)];
	for (const [, tag, lang] of buttons)
		equal(tag, lang, 'a name is marked with its language');
	return { back: value({ text: forms[0] }, 'back'),
		choices: Object.fromEntries(buttons.map((m) => [m[1], m[4]])),
		current: buttons.filter((m) => m[3].includes('aria-current'))
			.map((m) => m[1]) };
}

const languageOf = (page) => /<html lang="([^"]*)" dir="ltr">/
	.exec(page.text)?.[1];
const list = (header) => (header ?? '').split(',').map((x) => x.trim());

function checkPage(page, tag, what) {
	equal(tag, languageOf(page), `${what}: ${page.status}`);
	equal(tag, page.headers['content-language'], what);
	for (const name of ['Accept-Language', 'Cookie'])
		ok(list(page.headers.vary).includes(name),
			`${what}: Vary: ${page.headers.vary}`);
	const { choices, current } = switchOf(page);
	equal(own, choices, what);
	equal([tag], current, what);
}

/* From this page to another language and back to it, for each of the six. */
async function walk(who, path, named = (at) => at) {
	for (const tag of [...tags.slice(1), 'en-US']) {
		const before = await who.get(path);
		const { back } = switchOf(before);

		equal(named(path), back.replace(/language=[^&]*/, 'language='), path);
		const answer = await who.bare('/language', { to: tag, back });
		equal(303, answer.status);
		const at = answer.headers.location;
		equal(back.replace(/language=[^&]*/, `language=${tag}`), at);
		const after = await who.get(at);
		equal(before.status, after.status, at);
		checkPage(after, tag, `${path} in ${tag}`);
	}
}

function stranger(k, headers = {}) {
	const cookies = new Map();

	return { cookies, get: (path, more) => ask(k, 'GET', path,
		{ cookies, headers: { ...headers, ...more } }),
	bare: (path, form) => ask(k, 'POST', path, { form, cookies, headers }) };
}

test('the switch is on the pages of the dashboard and keeps the place',
	async (k) => {
		const who = await person(k, 'greta');
		const { id } = k.demo.partners[0].customers[0];

		for (const path of ['/', '/customers?q=a%20b', `/customers/${id}`,
			`/customers/${id}/software`, '/billing', '/support/new',
			'/hybrid-benefit', '/activity', '/account', '/account/users',
			'/account/notifications', '/device', '/permissions', '/terms',
			'/help', '/help/cancelling', '/search?q=a%20b',
			'/no/such?page=1'])
			await walk(who, path);
	});

test('the switch is on the pages of the admin centre', async (k) => {
	const who = await guest(k, k.demo.partners[0].customers[0].name);

	for (const path of ['/portal', '/portal/search?q=sql',
		'/portal/billing/products/software', '/portal/help',
		'/portal/account/security', '/portal/no-such-page'])
		await walk(who, path);
});

test('the switch is on the pages of the operator console', async (k) => {
	const who = await operator(k);

	for (const path of ['/operator', '/operator/partners?q=nord',
		'/operator/search?q=nord',
		'/operator/catalogue', '/operator/keys', '/operator/imports',
		'/operator/outbox', '/operator/no-such-page',
		'/operator/account/security'])
		await walk(who, path);
});

test('the switch is on every page before the sign-in', async (k) => {
	const tenant = k.demo.partners[0].tenant_id;

	for (const path of ['/signin', '/signin?back=%2Fcustomers%3Fq%3Da',
		'/operator/sign-in?back=%2Foperator%2Fkeys', '/forgot',
		'/forgot?door=operator', '/reference', '/reference/orders?x=1',
		`/partners/${tenant}`, '/password/1.none', '/unsubscribe/1.x.y',
		'/d/none'])
		await walk(stranger(k), path);
});

test('the switch is on the consent page', async (k) => {
	const p = k.demo.partners[0], who = await person(k, 'anneke');

	await walk(who, `/${p.tenant_id}/oauth2/v2.0/authorize?` +
		new URLSearchParams({ client_id: p.client_id, state: 'a b+c&d',
			redirect_uri: 'http://127.0.0.1:51234/callback',
			response_type: 'code', scope: 'openid' }));
});

test('the text of an agreement is in the language of its link, then of who ' +
	'reads', async (k) => {
	const templates = await admin(k).get('/agreements');
	const id = templates.json.items[0].templateId;
	const { json } = await admin(k).get(`/agreementtemplates/${id}/document` +
		'?language=ru-RU&country=BR');
	const reader = stranger(k, { 'Accept-Language': 'sv' });
	const path = new URL(json.displayUri).pathname;
	const page = await reader.get(path);

	checkPage(page, 'ru-RU', 'as the link says');
	equal(`${path}?language=ru-RU`, switchOf(page).back);
	await walk(reader, path, () => `${path}?language=`);
	const file = await ask(k, 'GET', new URL(json.downloadUri).pathname);
	ok(/[А-я]/.test(file.text), file.text);
});

async function mailEnds(k, post, reader) {
	const greta = await person(k, 'greta'), agent = await person(k, 'jonas');

	equal(303, (await greta.post('/account/notifications',
		{ mail: 'customer_added' })).status);
	equal(200, (await agent.post('/customers/new', {
		name: 'Kielwasser GmbH', domain: 'kielwasser.example',
		country: 'DE', email: 'post@kielwasser.example',
		first_name: 'Karl', last_name: 'Kiel', city: 'Kiel',
		address_line1: 'Am Kai 1', postal_code: '24103' })).status);
	const mail = await post.next((m) => m.to === greta.user.email);
	const link = new URL(/<([^>]*)>/.exec(
		mail.headers['list-unsubscribe'])[1]).pathname;
	await walk(reader, link);
	/* what a POST answers leads to the page of the link again */
	const { back } = switchOf(await reader.bare(link));
	equal(link, back);
}

test('mailed links: a new password and the end of mail', async () => {
	const post = await startMail();
	const k = await startServer(['--smtp-url', post.url,
		'--mail-from', 'kontor@nordlicht.example']);

	try {
		const who = await person(k, 'bruno');
		const page = await stranger(k).get('/forgot');
		const reader = stranger(k);

		ok(languageOf(page));
		const form = await reader.get('/forgot');
		await reader.bare('/forgot', { email: who.user.email,
			_form: value(form, '_form') });
		const mail = await post.next((m) => m.to === who.user.email);
		await walk(reader, /\/password\/[0-9]+\.[A-Za-z0-9_-]+/
			.exec(mail.text)[0]);
		await mailEnds(k, post, reader);
	} finally {
		await k.stop();
		await post.stop();
	}
});

test('a page that a form answered leads back to its own address', async (k) => {
	const one = stranger(k);
	const page = await one.get('/signin?back=%2Fcustomers');
	const wrong = await one.bare('/signin', { _form: value(page, '_form'),
		email: 'nobody@example.net', password: 'x', back: '/customers' });

	ok(wrong.status >= 400);
	equal('/signin?back=/customers', decodeURIComponent(
		switchOf(wrong).back));
	/* no page of that address: the one the form stood on */
	const who = await person(k, 'greta');
	const { id } = k.demo.partners[0].customers[0];
	const from = `/customers/${id}/users/new`;
	const form = await who.get(from);
	const action = /<form[^>]*method="post" action="(\/customers[^"]*)"/
		.exec(form.text)[1];
	const refused = await ask(k, 'POST', action, { cookies: who.cookies,
		form: { _csrf: who.csrf }, headers: {
			Referer: `${k.demo.base_url}${from}` } });
	equal(422, refused.status);
	const { back } = switchOf(refused);
	equal(200, (await who.get(back)).status, back);
});

test('the switch leads to addresses of this server only', async (k) => {
	for (const back of ['//evil.example/', 'https://evil.example/',
		'/\\evil.example', ''])
		equal('/', (await stranger(k).bare('/language',
			{ to: 'sv-SE', back })).headers.location, back);
	/* a language nobody has changes nothing */
	const one = stranger(k);
	const answer = await one.bare('/language', { to: 'tlh', back: '/signin' });
	equal('/signin', answer.headers.location);
	equal(false, one.cookies.has('kontor_language'));
});

test('the browser is asked, then the browser’s choice, then the user’s own',
	async (k) => {
		const one = stranger(k, { 'Accept-Language': 'pt-PT, en;q=0.5' });

		equal('pt-BR', languageOf(await one.get('/signin')));
		await one.bare('/language', { to: 'zh-CN', back: '/signin' });
		equal('zh-CN', languageOf(await one.get('/signin')));
		/* a user's own, wherever he signs in */
		const who = await person(k, 'ilse');
		await who.bare('/language', { to: 'ru-RU', back: '/' });
		const again = await person(k, 'ilse');
		equal(undefined, again.cookies.get('kontor_language'));
		equal('ru-RU', languageOf(await again.get('/account')));
		again.cookies.set('kontor_language', 'sv-SE');
		equal('ru-RU', languageOf(await again.get('/account')));
		/* the setting in the account, and back to the browser */
		equal(303, (await again.post('/account', { displayName: 'Ilse',
			language: '' })).status);
		equal('sv-SE', languageOf(await again.get('/account')));
	});

test('the console does not change the setting of another sign-in',
	async (k) => {
		const who = await person(k, 'heiko');

		await who.bare('/language', { to: 'es-ES', back: '/account' });
		await who.bare('/language', { to: 'sv-SE', back: '/operator' });
		equal('es-ES', languageOf(await who.get('/account')));
	});

test('what is kept is kept for each language', async (k) => {
	const in_ = (tag) => stranger(k, { 'Accept-Language': tag });

	for (let round = 0; round < 2; round++)
		for (const tag of tags) {
			equal(tag, languageOf(await in_(tag).get('/reference/orders')));
			const { text, headers } = await in_(tag).get('/openapi.json');
			equal(tag, headers['content-language']);
			const words = JSON.parse(text).info.description;
			if (tag === 'ru-RU')
				ok(/[А-я]/.test(words), words);
			if (tag === 'en-US')
				ok(/^[\x20-\x7e\s“”’–…]*$/.test(words), words);
		}
});

test('files of no language say none', async (k) => {
	const page = await stranger(k).get('/signin');
	const css = /href="([^"]*kontor\.css)"/.exec(page.text)[1];

	equal(undefined, (await stranger(k).get(css)).headers['content-language']);
});
