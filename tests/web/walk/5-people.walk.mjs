/*
 * The account's own users, one's profile, notifications and the partner's
 * settings; in both locales, by who may and by who may less.
 */
import { equal, ok, person, test } from './lib.mjs';
import { look as lookAt } from './look.mjs';

for (const locale of ['en-US', 'en-XA'])
	test(`${locale}: a user is invited, given roles, disabled and enabled`,
		async (k) => {
			const w = await person(k, 'user_management_admin', { locale });
			const { page } = w;
			const email = `walk-${locale.toLowerCase()}@nordlicht.example`;
			const data = ['Wilma Gang', 'Wilma Gang · Kontor', email,
				'Wilma Gang · ' + email, 'nobody-here', 'name@example.com', ...k.demo
					.partners[0].users.map((u) => u.email)];
			const look = (name, more) => lookAt(w, name,
				{ data, ...more });
			const press = async (selector, where) => {
				await page.locator(selector).first().click();
				await page.waitForURL(where);
			};

			await w.go('/account/users');
			await look('account-users');
			await w.go('/account/users?q=nobody-here&state=disabled');
			await look('account-users-nothing');
			await w.go('/account/users/new');
			await look('account-user-new');
			await page.fill('#displayName', 'Wilma Gang');
			await page.fill('#email', 'nobody-here');
			await page.click('main form[method=post] .main-act');
			await page.waitForSelector('#email-e');
			await look('account-user-new-wrong', { status: 422 });
			await page.fill('#email', email);
			await page.locator('main input[name=on]:not(:disabled)').first()
				.check();
			await press('main form[method=post] .main-act',
				'**done=invited');
			await look('account-user-invited');
			const path = new URL(page.url()).pathname;

			await page.locator('#roles input[name=on]:not(:disabled)')
				.nth(3).check();
			await press('#roles .main-act', '**done=roles');
			equal(2, await page.locator(
				'#roles input[name=on]:checked').count());
			await press(`a[href="${path}/disable"]`, '**/disable');
			await look('account-user-disable');
			await press('dialog .risk-act', '**done=disabled');
			await look('account-user-disabled');
			await press(`form[action="${path}/enable"] button`,
				'**done=enabled');
			await w.close();
		});

for (const locale of ['en-US', 'en-XA'])
	test(`${locale}: what is locked says who gives it`, async (k) => {
		const w = await person(k, 'account_admin', { locale });
		const data = k.demo.partners[0].users.flatMap((u) =>
			[u.email]).concat(['Jonas Petersen',
			'Jonas Petersen · Kontor']);

		await w.go('/account/users?q=jonas');
		await w.page.locator('#list a').first().click();
		await w.page.waitForURL(/users\/[0-9a-f-]{36}$/);
		await lookAt(w, 'account-user-locked', { data });
		equal(6, await w.page.locator(
			'#roles input[name=on]:disabled').count());
		await w.close();
	});

for (const locale of ['en-US', 'en-XA'])
	test(`${locale}: profile, notifications, settings of the partner`,
		async (k) => {
			const w = await person(k, 'global_admin', { locale });
			const { page } = w;
			const data = [w.user.email, 'nordlicht.example',
				'https://portal.azure.com/',
				'https://help.nordlicht.example/keys',
				'https://example.com/page',
				'javascript:alert(1)', '{domain}', '{tenant}'];
			const look = (name, more) => lookAt(w, name,
				{ data, ...more });

			await w.go('/account');
			await look('account');
			await page.fill('#displayName', ' ');
			await page.click('main form[action="/account"] .main-act');
			await page.waitForSelector('#displayName-e');
			await look('account-wrong', { status: 422 });
			await w.go('/account/notifications');
			await look('notifications');
			await page.locator('main input[name=mail]').first().check();
			await page.click('main form[method=post] .main-act');
			await page.waitForURL('**saved=1');
			ok(await page.locator('main input[name=mail]').first()
				.isChecked());
			await look('notifications-saved');
			await page.locator('main input[name=mail]').first().uncheck();
			await page.click('main form[method=post] .main-act');
			await w.go('/account/partner');
			await page.fill('#azurePortalUrl', 'javascript:alert(1)');
			await page.click('main form[method=post] .main-act');
			await page.waitForSelector('#azure-e');
			await look('partner-settings-wrong', { status: 422 });
			await page.fill('#azurePortalUrl', '');
			await page.fill('#riskNoticeUrl',
				'https://help.nordlicht.example/keys');
			await page.click('main form[method=post] .main-act');
			await page.waitForURL('**saved=1');
			await look('partner-settings');
			await page.fill('#riskNoticeUrl', '');
			await page.click('main form[method=post] .main-act');
			await w.close();
		});

test('nothing to choose says so', async (k) => {
	const w = await person(k, 'user_management_admin');

	await w.go('/account/notifications');
	await lookAt(w, 'notifications-none', { data: [w.user.email] });
	await w.close();
});
