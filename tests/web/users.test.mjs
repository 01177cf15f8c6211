/*
 * A customer's users between the two doors: what is done on the dashboard, the
 * user feels in the customer admin centre at once.
 */
import { ask, equal, guest, ok, person, test, value } from './lib.mjs';

const house = 'Gdańsk';
const home = (k) => '/customers/' + k.demo.partners[0].customers
	.find((c) => c.name.startsWith(house)).id;

/* The page of the customer's first user. */
async function pageOf(k, who) {
	const list = await who.get(`${home(k)}/users`);
	const at = list.text.indexOf('admin@amberworks.example');
	const path = list.text.slice(0, at).match(
		/href="(\/customers\/[^"]+\/users\/[0-9a-f-]{36})"/g).pop();

	return path.slice(6, -1);
}

test('a deleted user is signed out at once and stays out until restored',
	async (k) => {
		const who = await person(k, 'jonas');
		const them = await guest(k, house);
		const page = await pageOf(k, who);

		equal(200, (await them.get('/portal/help')).status);
		equal(303, (await who.post(`${page}/delete`)).status);
		const out = await them.get('/portal/help');
		equal(303, out.status);
		ok(out.headers.location.startsWith('/signin'));
		const cookies = new Map();
		const form = await ask(k, 'GET', '/signin', { cookies });
		const again = await ask(k, 'POST', '/signin', { cookies, form: {
			_form: value(form, '_form'), email: them.user.email,
			password: them.user.password, back: '/' } });
		ok(again.status >= 400, `${again.status}`);
		equal(303, (await who.post(`${page}/restore`)).status);
		const back = await guest(k, house);
		equal(200, (await back.get('/portal/help')).status);
	});

test('without Company Administrator the keys are out of sight at once',
	async (k) => {
		const who = await person(k, 'jonas');
		const them = await guest(k, house);
		const page = await pageOf(k, who);
		const role = '62e90394-69f5-4237-9190-012177145e10';

		equal(200, (await them.get('/portal/billing/products/software'))
			.status);
		equal(303, (await who.post(`${page}/roles`, { had: role }))
			.status);
		equal(403, (await them.get('/portal/billing/products/software'))
			.status);
		equal(303, (await who.post(`${page}/roles`, { on: role })).status);
		equal(200, (await them.get('/portal/billing/products/software'))
			.status);
	});

test('a new password ends the old one and every session', async (k) => {
	const who = await person(k, 'jonas');
	const them = await guest(k, house);
	const page = await pageOf(k, who);
	const answer = await who.post(`${page}/password`);
	const password = /id="password">([^<]+)</.exec(answer.text)[1];

	equal(200, answer.status);
	equal(303, (await them.get('/portal/help')).status);
	ok(!(await who.get(page)).text.includes(password), 'shown once');
	ok(!(await who.get('/activity?tab=customer')).text.includes(password));
	ok((await who.get('/activity?tab=customer')).text
		.includes('Password of a customer’s user reset'));
	them.user.password = password;
	them.user.own = 'a harbour of my own';
	equal(200, (await (await guest(k, house)).get('/portal/help')).status);
});
