/*
 * A refund from the cancel dialog to the bill: the partner asks with files, the
 * operator asks back and grants it, the partner sees the credit. In English and
 * in the generated locale; once more without script.
 */
import { customerOf, equal, ok, person, post, test, userWith, visitor }
	from './lib.mjs';
import { look, picture } from './look.mjs';

const png = Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
	Buffer.alloc(2000, 7)]);
const chosen = [{ name: 'screen.png', mimeType: 'image/png', buffer: png },
	{ name: 'invoice.txt', mimeType: 'text/plain',
		buffer: Buffer.from('two of them') }];
const said = 'Bought twice by mistake.';

async function operator(k, locale) {
	const w = await visitor(k, { locale, name: 'operator' });
	const user = k.demo.operator_users[0];

	await w.go('/operator/sign-in');
	await w.page.fill('#email', user.email);
	await w.page.fill('#password', user.password);
	await w.page.click('main form button.main-act');
	await w.page.waitForURL('**/operator');
	if (await w.page.getAttribute('html', 'lang') !== locale)
		await post(w, '/language', { to: locale, back: '/operator' });
	return w;
}

/* Where the dialog of the first line of this product leads to, when it leads
 * to support. */
async function formOf(k, w, customer, product) {
	await w.go(`/customers/${customerOf(k, customer).id}/software`);
	const row = w.page.locator('tr[id^="line-"]', { hasText: product }).first();
	const id = (await row.getAttribute('id')).replace('line-', '');

	const order = id.replace(/-\d+$/, '');
	await w.go(`/support/new?order=${order}&line=0`);
	return order;
}

const walk = (locale, customer, product) => test(
	`E-78, R-115 to R-125: ${locale}: from the form to the credit`,
	async (k) => {
		const w = await person(k, 'admin_agent', { locale });
		const order = await formOf(k, w, customer, product);

		equal('1001', await w.page.inputValue('#topic'));
		equal(order, await w.page.inputValue('#order'));
		equal(customerOf(k, customer).domain,
			await w.page.inputValue('#tenant'));
		equal('0', await w.page.inputValue('#line'));
		await look(w, 'support-new', { data: [customer] });

		await w.page.fill('#amount', '0');
		await w.page.fill('#title', 'Refund & apology');
		await w.page.setInputFiles('#files', chosen);
		await w.page.click('#request button.main-act');
		equal(422, w.status);
		equal('Refund & apology', await w.page.inputValue('#title'));
		ok((await w.text('#files-again')).includes('screen.png'));
		await look(w, 'support-new-wrong', { status: 422,
			data: ['Refund & apology', 'screen.png', 'invoice.txt'] });

		await w.page.fill('#reason', said);
		await w.page.fill('#amount', '40.00');
		await w.page.fill('#phone', '+49 451 555 0134');
		await w.page.setInputFiles('#files', chosen);
		await w.page.click('#request button.main-act');
		await w.page.waitForURL('**/support/*?done=reported');
		const path = new URL(w.page.url()).pathname;
		equal(2, await w.page.locator('a[href*="/files/"]').count());
		const [download] = await Promise.all([w.page.waitForEvent('download'),
			w.page.locator('a[href*="/files/"]').first().click()]);
		equal('screen.png', download.suggestedFilename());
		await look(w, 'support-thread', { data: [said, 'screen.png',
			'invoice.txt', 'Refund & apology', '+49 451 555 0134'] });
		await w.go('/support');
		await look(w, 'support-list', { data: ['Refund & apology'] });

		const op = await operator(k, locale);
		await op.go('/operator/requests');
		await look(op, 'operator-requests', { data: ['Refund & apology',
			k.demo.operator_users[0].name] });
		await op.go(path.replace('/support/', '/operator/requests/1/'));
		equal('40.00', await op.page.inputValue('#amount-0'));
		await look(op, 'operator-request', { data: [said, 'screen.png',
			k.demo.operator_users[0].name, 'invoice.txt', 'Refund & apology', '+49 451 555 0134'] });
		await op.page.fill('#note', 'Which of the two?');
		await op.page.click('button[value=ask]');
		await op.page.waitForURL('**?done=asked');
		await w.go(path);
		ok(await w.page.locator('.note.warn').count() === 1);
		await w.page.fill('#note', 'The second.');
		await w.page.click('form[action^="/support/"] button.main-act');
		await w.page.waitForURL('**?done=answered');
		await op.go(path.replace('/support/', '/operator/requests/1/'));
		await op.page.fill('#amount-0', '99999999');
		await op.page.click('#refund button.main-act');
		equal(422, op.status);
		await picture(op, 'operator-request-wrong');
		await op.page.fill('#amount-0', '40.00');
		await op.page.check('#cancel-0');
		await op.page.click('#refund button.main-act');
		await op.page.waitForURL('**?done=granted');
		await picture(op, 'operator-request-granted');
		await op.close();

		await w.go(path);
		await picture(w, 'support-granted');
		await w.go('/billing');
		ok((await w.page.content()).includes(path.split('/').pop()),
			'the credit names the request');
		await w.close();
	});

walk('en-US', 'Gdańsk', 'Windows 7');
walk('en-XA', 'Dorpat', 'SQL Server Standard');

test('E-78, R-124: without script and without files', async (k) => {
	/* not one whom the walk of security gave a second factor */
	const w = await person(k, 'helpdesk_agent', { script: false });

	equal('helpdesk_agent', userWith(k, 'helpdesk_agent').roles[0]);
	await w.go('/support/new');
	await w.page.selectOption('#topic', '1006');
	await w.page.fill('#title', 'An invoice');
	await w.page.fill('#description', 'A line is missing.');
	await w.page.fill('#phone', '+49 451 555 0134');
	await w.page.click('#request button.main-act');
	await w.page.waitForURL('**/support/*?done=reported');
	equal(0, await w.page.locator('a[href*="/files/"]').count());
	await w.page.setInputFiles('#files', [chosen[1]]);
	await w.page.fill('#note', 'Here it is.');
	await w.page.focus('#note');
	await w.page.click('form[action^="/support/"] button.main-act');
	await w.page.waitForURL('**?done=answered');
	equal(1, await w.page.locator('a[href*="/files/"]').count());
	await w.close();
});
