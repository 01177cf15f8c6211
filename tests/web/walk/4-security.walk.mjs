/*
 * The pages about the security of one's own account and those of signing in,
 * in both locales and at every width.
 */
import { createHmac } from 'node:crypto';

import { equal, ok, signIn, test, userWith, visitor } from './lib.mjs';
import { look as lookAt } from './look.mjs';

/* RFC 6238 */
function totp(secret, seconds) {
	const bits = [...secret.replace(/ /g, '')].map((c) =>
		'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2)
			.padStart(5, '0')).join('');
	const key = Buffer.from(bits.match(/.{8}/g).map((b) => parseInt(b, 2)));
	const step = Buffer.alloc(8);

	step.writeBigUInt64BE(BigInt(Math.floor(seconds / 30)));
	const mac = createHmac('sha1', key).update(step).digest();
	return String((mac.readUInt32BE(mac[19] & 15) & 0x7fffffff) % 1000000)
		.padStart(6, '0');
}
const now = () => Date.now() / 1000;

const roles = { 'en-US': 'sales_agent', 'en-XA': 'billing_admin' };

for (const locale of ['en-US', 'en-XA'])
	test(`${locale}: a second factor is set up, asked for, and turned off`,
		async (k) => {
			const user = userWith(k, roles[locale]);
			const w = await visitor(k, { locale, name: user.email });
			const { page } = w;
			const data = [user.email, '127.0.0.1', 'Chrome', 'Linux',
				'Chrome on Linux'];
			const look = (name, more = {}) => lookAt(w, name, { ...more,
				data: [...data, ...more.data ?? []] });
			const settle = async () => {
				if (await page.getAttribute('html', 'lang') !== locale) {
					await page.locator('#menu-lang').evaluate((at) =>
						at.showPopover());
					await page.click(`#menu-lang button[value=${locale}]`);
				}
			};

			await w.go('/forgot');
			await look('forgot');
			await page.fill('#email', 'not an address');
			await page.click('form[action="/forgot"] button');
			await page.waitForURL('**asked=1');
			await look('forgot-asked');
			await w.go('/signin?back=/account/security');
			await signIn(w, user);
			await page.waitForURL('**/account/security');
			await settle();
			await look('security');
			await page.fill('#old', 'something');
			await page.fill('#password', 'short');
			await page.fill('#again', 'short');
			await page.click('form[action$="/password"] .main-act');
			await page.locator('#password[aria-invalid=true]').waitFor();
			await look('security-wrong', { status: 422 });
			await page.click('form[action$="/second-factor"] button');
			await page.waitForURL('**/second-factor');
			const secret = (await w.text('code.full')).trim();
			await look('factor', { data: [secret] });
			await page.fill('#code', '000000');
			await page.fill('#password', user.password);
			await page.click('main form[method=post] .main-act');
			await page.locator('#code[aria-invalid=true]').waitFor();
			await look('factor-wrong', { status: 422, data: [secret] });
			await page.fill('#code', totp(secret, now()));
			await page.fill('#password', user.password);
			await page.click('main form[method=post] .main-act');
			await page.locator('.codes').waitFor();
			const codes = await page.locator('.codes code').allInnerTexts();
			equal(10, codes.length);
			await look('factor-codes', { data: codes });
			await page.click('main footer .main-act');
			await page.waitForURL('**/account/security');
			await look('security-on');

			await w.context.clearCookies({ name: 'kontor_session' });
			await w.go('/signin?back=/account/security');
			await signIn(w, user);
			await page.waitForURL('**/signin/code*');
			await look('signin-code');
			await page.fill('#code', '123456');
			await page.click('form[action="/signin/code"] button');
			await page.locator('#code[aria-invalid=true]').waitFor();
			await look('signin-code-wrong', { status: 422 });
			await page.fill('#code', codes[0]);
			await page.click('form[action="/signin/code"] button');
			await page.waitForURL('**/account/security');
			await page.click('a[href$="/recovery-codes"]');
			await page.waitForURL('**/recovery-codes');
			await look('factor-renew');
			await w.go('/account/security/second-factor/off');
			await look('factor-off');
			await page.fill('#password', user.password);
			await page.fill('#code', codes[1]);
			await page.click('main form[method=post] .risk-act');
			await page.waitForURL('**done=off');
			ok(await page.locator('#done').isVisible());
			await look('security-off');
			await w.close();
		});

for (const locale of ['en-US', 'en-XA'])
	test(`${locale}: a partner demands a second factor`, async (k) => {
		const boss = userWith(k, 'global_admin', 1);
		const user = k.demo.partners[1].users
			.find((u) => !u.roles.includes('global_admin'));
		const w = await visitor(k, { locale, name: boss.email });
		const one = await visitor(k, { locale, name: user.email });

		await w.go('/signin?back=/account/security');
		await signIn(w, boss);
		await w.page.waitForURL('**/account/security');
		await w.page.check('input[name=demanded]');
		await w.page.click('form[action$="/demand"] button');
		await w.page.waitForURL('**done=demand');
		await one.go('/signin');
		await signIn(one, user);
		await one.page.waitForURL('**/signin/second-factor*');
		const secret = (await one.text('code.full')).trim();
		await lookAt(one, 'signin-factor', { data: [secret] });
		if (locale === 'en-XA') {
			await one.page.fill('#code', totp(secret, now()));
			await one.page.click('main .main-act');
			await one.page.locator('.codes').waitFor();
			await lookAt(one, 'signin-codes', { data: await one.page
				.locator('.codes code').allInnerTexts() });
			await one.page.click('main a.main-act');
			await one.page.waitForURL((url) => url.pathname === '/');
		}
		await w.page.uncheck('input[name=demanded]');
		await w.page.click('form[action$="/demand"] button');
		await w.page.waitForURL('**done=no-demand');
		await w.close();
		await one.close();
	});
