/*
 * Forms: mistakes are named, explained and tied to their fields; nothing typed
 * is lost, also when the session is; sign-in takes paste and password managers.
 */
import { customerOf, equal, guest, ok, operator, person, signIn, test, userWith,
	visitor } from './people.mjs';
import { doorNames, pagesOf } from './places.mjs';

/* Signed in by itself, so that it can be signed out. */
async function fresh(k, options = {}) {
	const w = await visitor(k, options);

	await w.go('/signin');
	await signIn(w, userWith(k, ['admin_agent', 'global_admin']));
	await w.page.waitForURL('**/');
	return w;
}

/* What a wrong form must be. fields: ids of the wrong inputs. */
async function refused(w, fields) {
	const { page } = w;

	equal(422, w.status);
	equal('alert', await page.getAttribute('#problems', 'role'));
	equal('problems', await page.evaluate(() => document.activeElement.id),
		'the list has the focus');
	for (const field of fields) {
		const input = page.locator(`#${field}`);
		const by = (await input.getAttribute('aria-describedby')).split(' ');
		const said = await Promise.all(by.map((id) =>
			page.locator(`#${id}`).innerText()));

		equal('true', await input.getAttribute('aria-invalid'), field);
		ok(said.join(' ').length > 10, `${field}: what is wrong, in words`);
		equal(1, await page.locator(`#problems a[href="#${field}"]`).count());
		await page.locator(`#problems a[href="#${field}"]`).focus();
		await page.keyboard.press('Enter');
		equal(field, await page.evaluate(() => document.activeElement.id),
			'its link leads to the field');
	}
}

for (const script of [true, false])
	test(`3.3.1, 3.3.2, 3.3.3, 4.1.3: mistakes are listed with links, and said at ` +
		`the field${script ? '' : ', without script, too'}`, async (k) => {
		const w = await person(k, ['admin_agent', 'global_admin'], { script });
		const { page } = w;

		await w.go('/customers/new');
		await page.fill('#name', 'Kept as typed');
		await page.fill('#domain', 'no domain');
		await page.fill('#email', 'ida');
		await page.click('main form[method=post] .main-act');
		equal('Kept as typed', await page.inputValue('#name'));
		equal('no domain', await page.inputValue('#domain'));
		if (script)
			await refused(w, ['domain', 'email']);
		else
			equal('true', await page.getAttribute('#domain',
				'aria-invalid'));
		ok(/example/.test(await page.innerText('#domain-error')),
			'3.3.3: how it should look');
		await w.close();
	});

test('3.3.1, 3.3.3: operators are told what is wrong, and where', async (k) => {
	const w = await operator(k);

	await w.go('/operator/partners/new');
	await w.page.click('main form[method=post] .main-act');
	equal(422, w.status);
	const wrong = await w.page.locator('main [aria-invalid=true]').count();
	ok(wrong > 1);
	equal(wrong, await w.page.locator('#problems a').count());
	await w.close();
});

/* ---- a session that ends ---- */

for (const script of [true, false])
	test(`2.2.1, 3.3.7: a session that ends while one types loses nothing` +
		`${script ? '' : ', without script, too'}`, async (k) => {
		const w = await fresh(k, { script });
		const { page, context } = w;
		const name = `Kept & “typed” <${script}>`;

		await w.go('/customers/new');
		await page.fill('#name', name);
		await page.fill('#domain', 'no domain');
		const old = (await context.cookies()).find((c) =>
			c.name === 'kontor_session');
		await context.clearCookies({ name: 'kontor_session' });
		await page.click('main form[method=post] .main-act');
		equal(401, w.status);
		ok((await page.innerText('[role=alert]')).length > 20, 'it is said');
		equal(name, await page.locator('textarea[name=name]').inputValue());
		/* in another tab, as the page says; then in this one */
		const [tab] = await Promise.all([context.waitForEvent('page'),
			page.click('a[target=_blank]')]);
		await tab.waitForLoadState();
		await signIn({ page: tab }, userWith(k, ['admin_agent',
			'global_admin']));
		await tab.waitForURL('**/customers/new');
		await tab.close();
		await page.click('main button');
		equal(403, w.status, 'it asks first: nothing is sent unseen');
		await page.click('main button.main-act');
		equal(422, w.status);
		equal(name, await page.inputValue('#name'), 'as it was typed');
		equal('no domain', await page.inputValue('#domain'));
		ok(old.value !== (await context.cookies()).find((c) =>
			c.name === 'kontor_session').value);
		await w.close();
	});

test('2.2.1: passwords do not come back, and it says so', async (k) => {
	const w = await fresh(k);

	await w.go('/account/security');
	await w.page.locator('main input[type=password]').first()
		.fill('a secret that stays one');
	await w.page.locator('main form:has(input[name=old])').first()
		.evaluate((form) => form.setAttribute('novalidate', ''));
	await w.context.clearCookies({ name: 'kontor_session' });
	await w.page.locator('main form:has(input[name=old]) button').first()
		.click();
	equal(401, w.status);
	const html = await w.page.content();
	ok(!html.includes('a secret that stays one'));
	ok(/Passwords and codes are not/.test(html));
	await w.close();
});

test('2.2.1: who typed into another site’s form gets nothing to send again',
	async (k) => {
		const w = await fresh(k);
		const send = (headers) => w.context.request.post('/customers/new',
			{ headers, form: { name: 'Planted', domain: 'x.example' },
				maxRedirects: 0 });
		const own = await send({ Origin: k.base });

		equal(403, own.status());
		ok((await own.text()).includes('Planted'));
		for (const origin of ['https://evil.example', 'null',
			`${k.base}.evil.example`, `${k.base}/x`]) {
			const answer = await send({ Origin: origin });
			equal(403, answer.status(), origin);
			ok(!(await answer.text()).includes('Planted'), origin);
		}
		await w.context.clearCookies({ name: 'kontor_session' });
		for (const headers of [{}, { Origin: 'https://evil.example' }]) {
			const answer = await send(headers);
			equal(303, answer.status());
			equal('/signin', answer.headers().location);
		}
		await w.close();
	});

test('2.2.1: a sign-in lasts longer than 20 hours', async (k) => {
	const w = await fresh(k);
	const { expires } = (await w.context.cookies()).find((c) =>
		c.name === 'kontor_session');

	ok(expires - Date.now() / 1000 > 20 * 3600);
	await w.close();
});

test('2.2.1: after signing in one is where one wanted to be', async (k) => {
	for (const path of ['/billing', '/customers?q=a%26b&country=DE']) {
		const w = await visitor(k);

		await w.go(path);
		await signIn(w, userWith(k, ['admin_agent', 'global_admin']));
		await w.page.waitForURL(`**${path}`);
		await w.close();
	}
});

/* ---- signing in ---- */

test('3.3.8, 1.3.5: sign-in fields say what they are and take paste', async (k) => {
	const w = await visitor(k);
	const wanted = { '/signin': { email: 'username',
		password: 'current-password' },
	'/operator/sign-in': { email: 'username', password: 'current-password' },
	'/forgot': { email: 'username' } };

	for (const [path, fields] of Object.entries(wanted)) {
		await w.go(path);
		for (const [id, token] of Object.entries(fields)) {
			equal(token, await w.page.getAttribute(`#${id}`,
				'autocomplete'), `${path} ${id}`);
			await w.page.evaluate(() => navigator.clipboard
				.writeText('pasted@example.org'));
			await w.page.focus(`#${id}`);
			await w.page.keyboard.press('Control+V');
			equal('pasted@example.org', await w.page.inputValue(`#${id}`));
		}
		equal(0, await w.page.locator('img, canvas, audio, [name*=captcha]')
			.count(), 'no puzzle');
	}
	const one = await person(k, ['admin_agent', 'global_admin']);
	await one.go('/account/security');
	const tokens = await one.page.locator('main input[type=password]')
		.evaluateAll((all) => all.map((at) => at.autocomplete));
	ok(tokens.includes('current-password') && tokens.includes('new-password'));
	await one.page.click('main form[action$="/second-factor"] button');
	await one.page.waitForSelector('[name=code]');
	equal('one-time-code', await one.page.getAttribute('[name=code]',
		'autocomplete'));
	await one.go('/account');
	equal('name', await one.page.getAttribute('#displayName', 'autocomplete'));
	await one.close();
	await w.close();
});

/* ---- what binds ---- */

test('3.3.4, 3.3.7: what costs money is looked over first, and typed once',
	async (k) => {
		const w = await person(k, ['admin_agent', 'global_admin']);
		const { page } = w;
		const home = `/customers/${customerOf(k, 'Kestrel').id}`;
		const orders = async () => {
			await w.go(`${home}/orders`);
			return page.locator('#orders tbody tr').count();
		};
		const before = await orders();

		await w.go(`${home}/products`);
		await page.locator('#catalogue tbody tr:not(.group)', { hasText:
			'SQL Server 2019 Standard' }).first().locator('button').click();
		await page.waitForURL('**added=*');
		await page.click('aside .main-act');
		await page.waitForURL('**/carts/*');
		ok(await page.locator('tfoot .sum').count() > 0, 'the sum is there');
		ok(await page.locator('input.qty').count() > 0, 'it can be changed');
		ok(await page.isVisible('#place-order'));
		const review = page.url();
		equal(before, await orders(), 'nothing is ordered yet');
		await page.goto(review);
		await page.click('#place-order');
		await page.waitForURL('**placed=1');
		equal(before + 1, await orders());
		/* and it can be taken back: a dialog with a box to tick */
		await w.go(`${home}/software`);
		await page.locator('#software a.risk').first().click();
		ok(await page.locator('dialog [type=checkbox]').count() > 0);
		ok(await page.locator('dialog footer .risk-act').count() === 1);
		await w.close();
	});

test('3.2.2: no choice and no box sends anything by itself', async (k) => {
	for (const door of doorNames)
		for (const { path, html } of await pagesOf(k, door))
			ok(!/onchange|data-send/.test(html), path);
	const w = await guest(k, 'Dorpat');
	const js = /src="(\/static\/[^"]+js)"/.exec(await w.page.content())[1];
	const text = await (await w.context.request.get(js)).text();

	/* the one form that goes by itself is an answer to a program */
	equal(['form[data-now]'], [...text.matchAll(/"([^"]*)"\)\.forEach\(function \(form\)/g)]
		.map((m) => m[1]));
	ok(!/requestSubmit/.test(text));
	await w.close();
});
