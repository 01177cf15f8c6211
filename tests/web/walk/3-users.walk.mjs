/*
 * A customer's users on the dashboard: added, given roles and licences, a new
 * password, deleted, restored; in both locales and in the dark.
 */
import { customerOf, equal, ok, person, test } from './lib.mjs';
import { look as lookAt } from './look.mjs';

for (const locale of ['en-US', 'en-XA'])
	test(`${locale}: a user is added, licensed, deleted and restored`,
		async (k) => {
			const w = await person(k, 'admin_agent', { locale });
			const home = `/customers/${customerOf(k, 'Ångerm').id}/users`;
			const name = `walk-${locale.slice(-2).toLowerCase()}`;
			/* made-up people, and markets that have no other name */
			const data = ['Wanda Gång', `${name}@angsag.example`,
				`${name}@else.example`, 'nobody-here',
				`Wanda Gång · ${name}@angsag.example`,
				'Wanda Gång · Kontor', 'Jan Mayen', 'Saba',
				'Sint Eustatius', 'Turkey'];
			const look = (w_, page, more) => lookAt(w_, page,
				{ data, ...more });
			const press = async (selector, where) => {
				await w.page.locator(selector).first().click();
				await w.page.waitForURL(where);
			};

			await w.go(home);
			await look(w, 'users');
			await w.go(`${home}?q=linn`);
			equal(1, await w.page.locator('#list tbody tr').count());
			await w.go(`${home}?q=nobody-here`);
			await look(w, 'users-nothing');
			await w.go(`${home}/new`);
			await look(w, 'user-new');
			await w.page.fill('#firstName', 'Wanda');
			await w.page.fill('#lastName', 'Gång');
			await w.page.fill('#displayName', 'Wanda Gång');
			await w.page.fill('#userPrincipalName', `${name}@else.example`);
			await w.page.click('main form[method=post] .main-act');
			await w.page.waitForSelector('#userPrincipalName-error');
			await look(w, 'user-new-wrong', { status: 422 });
			await w.page.fill('#userPrincipalName',
				`${name}@angsag.example`);
			await w.page.click('main form[method=post] .main-act');
			await w.page.waitForSelector('#password');
			const first = await w.text('#password');
			ok(first.length >= 12);
			await look(w, 'user-password');
			await press('main .main-act', /users\/[0-9a-f-]{36}$/);
			const path = new URL(w.page.url()).pathname;
			await look(w, 'user');

			await w.page.locator('#roles input[type=checkbox]').nth(6)
				.check();
			await press('#roles button', '**done=roles');
			ok(await w.page.locator('#roles input[type=checkbox]').nth(6)
				.isChecked());
			await w.page.locator('#licences input[type=checkbox]').first()
				.check();
			await press('#licences button', '**done=licences');
			ok(await w.page.locator('#licences input[type=checkbox]')
				.first().isChecked());
			await w.page.fill('#displayName', '');
			await w.page.click('main form[method=post] .main-act');
			await w.page.waitForSelector('#displayName-error');
			await look(w, 'user-wrong', { status: 422 });
			await w.go(path);
			await w.page.click('form[action$="/password"] button');
			await w.page.waitForSelector('#password');
			ok(await w.text('#password') !== first);

			await w.go(`${path}/delete`);
			await look(w, 'user-delete');
			await press('dialog .risk-act', '**deleted=1');
			await look(w, 'users-deleted-one');
			await w.go(`${home}/deleted`);
			await look(w, 'users-deleted');
			await w.go(path);
			await look(w, 'user-deleted');
			await press('main form[action$="/restore"] button',
				'**done=restored');
			ok(!await w.page.locator('#licences input[type=checkbox]')
				.first().isChecked());
			await w.close();
		});
