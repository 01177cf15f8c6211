/*
 * Programs: registering one, its secrets, a person's consent in the browser,
 * a device that is let in; in English and in the generated locale.
 */
import { createHash, randomBytes } from 'node:crypto';
import http from 'node:http';

import { equal, ok, person, phone, signIn, test, userWith, visitor }
	from './lib.mjs';
import { look } from './look.mjs';

/* The demo's. */
const sample = 'Sample program';

/* A program that waits at a loopback address for what the browser brings. */
async function listener() {
	const got = [];
	const server = http.createServer((request, response) => {
		const parts = [];

		request.on('data', (part) => parts.push(part));
		request.on('end', () => {
			const url = new URL(request.url, 'http://x');

			if (url.pathname !== '/callback')
				return response.writeHead(404).end();
			got.push(Object.fromEntries(request.method === 'POST' ?
				new URLSearchParams(Buffer.concat(parts).toString()) :
				url.searchParams));
			response.writeHead(200, { 'Content-Type': 'text/html' })
				.end('<!doctype html><title>Program</title><h1>In</h1>');
		});
	});

	await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
	return { got, close: () => server.close(),
		url: `http://127.0.0.1:${server.address().port}/callback` };
}

/* What the browser asks of the program is no page of ours. */
const forgive = (w) => w.wrong.splice(0, w.wrong.length, ...w.wrong
	.filter((line) => !/asks http:\/\/127\.0\.0\.1:\d+\/(callback|favicon)/
		.test(line) && !/\/favicon\.ico/.test(line)));

function authorize(k, client, redirect, more = {}) {
	const p = k.demo.partners[0];

	return `/${p.tenant_id}/oauth2/v2.0/authorize?` + new URLSearchParams({
		client_id: client, redirect_uri: redirect, response_type: 'code',
		state: 'here', scope: 'openid offline_access', ...more });
}

for (const locale of ['en-US', 'en-XA']) {
	test(`${locale}: a program is registered, gets secrets and is deleted`,
		async (k) => {
			const w = await person(k, 'global_admin', { locale });
			const { page, t } = w;

			await w.go('/account');
			await page.click('a[href="/account/applications"]');
			await look(w, 'applications', { data: [sample] });
			await page.click('main a[href="/account/applications/new"]');
			await page.fill('#name', 'Kestrel Sync');
			await page.uncheck('[name=roles][value=admin_agent]');
			await page.fill('#redirects', 'http://kestrel.example/back');
			await page.click('main button.main-act');
			equal(2, await page.locator('#problems li').count(),
				'roles and addresses, both at once');
			await look(w, 'application-new-wrong', { status: 422,
				data: ['Kestrel Sync', 'http://kestrel.example/back'] });
			equal('Kestrel Sync', await page.inputValue('#name'));
			equal('http://kestrel.example/back',
				await page.inputValue('#redirects'));
			await page.check('[name=roles][value=sales_agent]');
			await page.fill('#redirects', 'https://kestrel.example/back');
			await page.click('main button.main-act');
			await page.waitForURL('**/account/applications/*done=registered');
			const data = ['Kestrel Sync', 'https://kestrel.example/back',
				...await page.locator('code').allInnerTexts()];
			await look(w, 'application', { data });
			await page.fill('#label', 'Server room');
			await page.selectOption('#months', '3');
			await page.click('form[action$="/secrets"] button');
			await page.waitForSelector('[data-copy]');
			const secret = await page.getAttribute('[data-copy]', 'data-copy');
			equal(43, secret.length);
			await look(w, 'application-secret', { data: [...data, secret,
				'Server room', ...await page.locator('code')
					.allInnerTexts()] });
			await w.go(new URL(page.url()).pathname.replace('/secrets', ''));
			ok(!(await page.content()).includes(secret), 'shown once');
			await page.click('table a.btn');
			await look(w, 'secret-revoke', { data: [...data, 'Server room',
				...await page.locator('code').allInnerTexts()] });
			await page.keyboard.press('Escape');
			await page.waitForURL((url) => !url.pathname.endsWith('/revoke'));
			await page.click('main a[href$="/delete"]');
			await look(w, 'application-delete', { data: [...data,
				'Server room', ...await page.locator('code')
					.allInnerTexts()] });
			await page.click('dialog .risk-act');
			await page.waitForURL('**/account/applications?done=deleted');
			ok((await w.text('#done')).length > 20);
			ok(!(await page.content()).includes('Kestrel Sync'));
			ok(await w.text('h1') === t('App registrations'));
			await w.close();
		});

	for (const mode of ['query', 'form_post'])
		test(`${locale}: a person lets a program in, by ${mode}`, async (k) => {
			const p = k.demo.partners[0], program = await listener();
			const w = await visitor(k, { locale, name: 'ilse' });
			const user = userWith(k, 'helpdesk_agent');
			const verifier = randomBytes(32).toString('base64url');
			const path = authorize(k, p.client_id, program.url, {
				response_mode: mode, login_hint: user.email,
				code_challenge_method: 'S256', code_challenge:
					createHash('sha256').update(verifier)
						.digest('base64url') });

			await w.go(path);
			equal(user.email, await w.page.inputValue('#email'));
			await signIn(w, user);
			await w.page.waitForSelector('[name=choice]');
			if (mode === 'query' && locale === 'en-US')
				await look(w, 'consent', { forms: program.url,
					data: [new URL(program.url).origin] });
			await w.page.click('[value=allow]');
			await w.page.waitForURL(/callback/);
			equal(1, program.got.length);
			equal('here', program.got[0].state);
			const answer = await fetch(`${k.base}/common/oauth2/v2.0/token`, {
				method: 'POST', body: new URLSearchParams({
					grant_type: 'authorization_code',
					client_id: p.client_id, client_secret: p.client_secret,
					redirect_uri: program.url, code_verifier: verifier,
					code: program.got[0].code }) });
			equal(200, answer.status);
			await w.go(path);
			await w.page.click('[value=refuse]');
			await w.page.waitForURL(/callback/);
			equal('access_denied', program.got[1].error);
			forgive(w);
			program.close();
			await w.close();
		});

	test(`${locale}: the page of consent, and a device by keyboard`, async (k) => {
		const p = k.demo.partners[0];
		const w = await person(k, 'sales_agent', { locale });
		const { t } = w;
		const begun = async () => (await fetch(
			`${k.base}/common/oauth2/v2.0/devicecode`, { method: 'POST',
				body: new URLSearchParams({ client_id: p.client_id,
					client_secret: p.client_secret }) })).json();
		const device = await begun();

		await w.go(authorize(k, p.client_id, 'http://127.0.0.1:9/callback'));
		await look(w, 'consent', { forms: 'http://127.0.0.1:9/callback',
			data: ['http://127.0.0.1:9', sample,
				t('Allow “{program}” to act in your name?',
					{ program: sample })] });
		await w.go('/device');
		await look(w, 'device');
		await w.page.fill('#code', 'BBBB-BBBB');
		await w.page.keyboard.press('Enter');
		await w.page.waitForSelector('#problems');
		await look(w, 'device-wrong', { status: 422, data: ['BBBB-BBBB'] });
		await w.page.fill('#code', device.user_code);
		await w.page.keyboard.press('Enter');
		await w.page.waitForSelector('[name=choice]');
		await look(w, 'device-ask', { data: [device.user_code, sample,
			t('Allow “{program}” to act in your name?',
				{ program: sample })] });
		await w.page.focus('[value=allow]');
		await w.page.keyboard.press('Enter');
		await w.page.waitForSelector('#done');
		await look(w, 'device-done');
		const stranger = await person(k, 'billing_admin', { locale,
			partner: 1 });
		await stranger.go(authorize(k, p.client_id,
			'http://127.0.0.1:9/callback'));
		await look(stranger, 'consent-stranger', { status: 403,
			forms: 'http://127.0.0.1:9/callback', data: [sample] });
		await w.close();
	});
}

test('without script an answer by form_post waits for a click', async (k) => {
	const p = k.demo.partners[0], program = await listener();
	const w = await visitor(k, { script: false, size: phone, name: 'heiko' });

	await w.go(authorize(k, p.client_id, program.url,
		{ response_mode: 'form_post' }));
	await signIn(w, userWith(k, 'account_admin'));
	await w.page.click('[value=allow]');
	await w.page.waitForSelector('form[data-now]');
	equal(0, program.got.length);
	await w.page.click('form[data-now] button');
	await w.page.waitForURL(/callback/);
	ok(program.got[0].code.length > 20);
	forgive(w);
	program.close();
	await w.close();
});
