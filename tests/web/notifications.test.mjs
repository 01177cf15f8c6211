/* Mail that users choose: offered by role, sent in the act, ended by a link. */
import { admin, uuid } from '../api/lib.mjs';
import { ask, equal, ok, person, purchase, startServer, test, words }
	from './lib.mjs';
import { startMail } from '../api/smtp.mjs';

const chosen = (answer) => [...answer.text.matchAll(
	/name="mail" value="([^"]*)"( checked)?/g)].filter((m) => m[2])
	.map((m) => m[1]);
const offered = (answer) => [...answer.text.matchAll(
	/name="mail" value="([^"]*)"/g)].map((m) => m[1]);

async function choose(who, ...kinds) {
	const form = new URLSearchParams(kinds.map((id) => ['mail', id]));

	form.append('_csrf', who.csrf);
	equal(303, (await who.bare('/account/notifications', form)).status);
}

test('each role is offered the mails about what it may see', async (k) => {
	const of = async (name) => offered(
		await (await person(k, name)).get('/account/notifications'));

	equal(['order_placed', 'order_cancelled', 'subscription_changed',
		'customer_added', 'invoice_ready'], await of('jonas'));
	equal(['order_placed', 'order_cancelled', 'subscription_changed',
		'customer_added', 'invoice_ready', 'key_shown'],
	await of('greta'));
	equal(['invoice_ready'], await of('bruno'));
	equal(['key_shown'], await of('heiko'));
	equal(['customer_added'], await of('tarek'));
	equal([], await of('wiebke'));
	ok(words((await (await person(k, 'wiebke'))
		.get('/account/notifications')).text)
		.includes('There is nothing to choose with your roles'));
});

test('a choice is kept; what is not offered cannot be chosen', async (k) => {
	const who = await person(k, 'ilse');

	await choose(who, 'customer_added', 'key_shown', 'nonsense');
	equal(['customer_added'],
		chosen(await who.get('/account/notifications?saved=1')));
	await choose(who);
	equal([], chosen(await who.get('/account/notifications')));
	equal(403, (await who.bare('/account/notifications',
		{ mail: 'customer_added' })).status, 'a form without its token');
});

/* With a mail server of its own. */
async function withPost(fn) {
	const post = await startMail();
	const k = await startServer(['--smtp-url', post.url,
		'--mail-from', 'kontor@nordlicht.example']);

	try {
		await fn(k, post);
	} finally {
		await k.stop();
		await post.stop();
	}
}

const customerForm = (n) => ({ name: `Kielwasser ${n} GmbH`,
	domain: `kielwasser-${n}.example`, country: 'DE', email:
	`post@kielwasser-${n}.example`, first_name: 'Karl',
	last_name: 'Kiel', address_line1: 'Am Kai 1', city: 'Kiel',
	postal_code: '24103' });

test('mail says in the reader’s language what was done, and its link ends it',
	() => withPost(async (k, post) => {
		const greta = await person(k, 'greta');
		const anneke = await person(k, 'anneke');
		const agent = await person(k, 'jonas');

		await choose(greta, 'customer_added', 'key_shown');
		await choose(anneke, 'order_placed');
		await greta.post('/account', { language: 'en-XA' });
		await addCustomer(k, agent, 1);
		const mail = await post.next((m) => m.to === greta.user.email);
		equal('en-XA', mail.headers['content-language']);
		ok(mail.subject.includes('Kielwasser 1 GmbH'), mail.subject);
		ok(!mail.subject.startsWith('Customer added'),
			'in the reader’s language');
		ok(/http:.*\/customers\/[0-9a-f-]{36}\n/.test(mail.text));
		const link = new URL(/<([^>]*)>/.exec(
			mail.headers['list-unsubscribe'])[1]).pathname;
		equal('List-Unsubscribe=One-Click',
			mail.headers['list-unsubscribe-post']);
		ok(mail.text.includes(`${link}\n`));
		/* looking changes nothing */
		const look = await ask(k, 'GET', link);
		equal(200, look.status);
		ok(words(look.text).includes('End this mail?'));
		equal(['customer_added', 'key_shown'],
			chosen(await greta.get('/account/notifications')).sort());
		/* as a mail program does it: no cookie, no form token */
		const oneClick = new FormData();
		oneClick.append('List-Unsubscribe', 'One-Click');
		equal(200, (await fetch(k.demo.base_url + link,
			{ method: 'POST', body: oneClick })).status, 'as a form');
		equal(200, (await ask(k, 'POST', link,
			{ form: { 'List-Unsubscribe': 'One-Click' } })).status);
		equal(['key_shown'],
			chosen(await greta.get('/account/notifications')));
		equal(200, (await ask(k, 'POST', `${link}/back`)).status);
		equal(2, chosen(
			await greta.get('/account/notifications')).length);
		equal(404, (await ask(k, 'POST', link.replace(/.$/, (c) =>
			(c === 'A' ? 'B' : 'A')))).status);
		equal(404, (await ask(k, 'GET', '/unsubscribe/1.x.key_shown'))
			.status);
		/* the next one comes only to who still wants it */
		await ask(k, 'POST', link);
		await addCustomer(k, agent, 2);
		await choose(agent, 'customer_added');
		await addCustomer(k, agent, 3);
		const own = await post.next((m) => m.to === agent.user.email);
		equal('Customer added: Kielwasser 3 GmbH', own.subject);
		ok(!post.mails.some((m) => m.subject.includes('Kielwasser 2')));
	}));

test('a key is told of once, also when the call is repeated', () =>
	withPost(async (k, post) => {
		const greta = await person(k, 'greta');
		const anneke = await person(k, 'anneke');
		const bought = await purchase(k, anneke, 'Kestrel',
			'Windows Server');
		const key = (id) => admin(k).post(
			`/customers/${bought.customer}/software/${bought.id}/key`, {},
			{ 'MS-RequestId': id });
		const first = uuid();

		await choose(greta, 'key_shown');
		await choose(anneke, 'key_shown'); /* a Global admin, too */
		const shown = await key(first);
		equal(200, shown.status, shown.text);
		equal(shown.json.key, (await key(first)).json.key);
		equal(200, (await key(uuid())).status);
		for (let n = 0; n < 2; n++) {
			const mail = await post.next((m) => m.to === greta.user.email);
			equal('Key shown: Kestrel & Lowe Shipbrokers Ltd',
				mail.subject);
			ok(/\d{4}/.test(shown.json.key) &&
				!mail.text.includes(shown.json.key.slice(0, 9)));
			ok(mail.text.includes('Anneke Brandt was shown'));
		}
		/* of a refused try nobody is told */
		equal(403, (await greta.post(`${bought.path}/keys`)).status);
		await choose(greta, 'customer_added');
		await addCustomer(k, anneke, 9);
		await post.next((m) => m.subject.includes('Kielwasser 9'));
		equal(2, post.mails.filter((m) => m.to === greta.user.email &&
			m.subject.startsWith('Key shown')).length);
	}));

test('an invoice is told to who may see it, when it is issued', () =>
	withPost(async (k, post) => {
		const bruno = await person(k, 'bruno');
		const greta = await person(k, 'greta');
		const month = new Date(Date.now() + 70 * 86400000);
		const day = `${month.toISOString().slice(0, 8)}09`;

		await choose(bruno, 'invoice_ready');
		equal(303, (await greta.post('/clock', { day, time: '09:00:00',
			back: '/account' })).status);
		const mail = await post.next((m) => m.to === bruno.user.email);
		const [, number] = /^(?:Invoice|Credit note) ([GC]\d+) of \w+ \d{4}$/
			.exec(mail.subject);
		ok(/Total: .*\d/.test(mail.text), mail.text);
		const link = new URL(/http\S*\/billing\?month=\S+/
			.exec(mail.text)[0]);
		ok((await bruno.get(link.pathname + link.search)).text
			.includes(number));
		ok(post.mails.every((m) => m.to === bruno.user.email));
	}));

async function addCustomer(k, who, n) {
	equal(200, (await who.post('/customers/new', customerForm(n))).status);
}
