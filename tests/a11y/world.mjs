/*
 * A server with demo data and, on top of it, one of each thing that a page can
 * show: a cart with lines, a cancelled order, a request with files, a fresh
 * tenant. The result has people, who are signed in, and states: addresses and
 * forms that no link leads to.
 */
import { startServer } from '../api/lib.mjs';
import { startMail } from '../api/smtp.mjs';
import { ask, equal, guest, operator, person, purchase, value, words }
	from '../web/lib.mjs';
import { found, visitor, went } from './acts.mjs';
import { dashboard, people, programs, receiver, requests }
	from './dashboard.mjs';
import { demanded, desk, factors, strangers } from './doors.mjs';
import { program } from './routes.mjs';

const password = 'a boat with seven oars';

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
		await desk(k, op, add);
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
