/*
 * Dialogs have addresses. The focus goes in, stays in, and comes back; what is
 * behind them is out of reach; with script and without.
 */
import { customerOf, equal, ok, person, test }
	from './people.mjs';
import { open, pagesOf } from './places.mjs';

const focus = (w) => w.page.evaluate(() => {
	const at = document.activeElement;
	return { dialog: Boolean(at.closest('dialog')), body: at === document.body,
		id: at.id, href: at.pathname && at.pathname + at.search,
		html: at.outerHTML.slice(0, 120) };
});

/* Every dialog that links lead to, of the dashboard and the admin centre. */
async function dialogs(k, door) {
	return (await pagesOf(k, door)).filter(({ html }) =>
		/<dialog class="modal" open/.test(html));
}

/* Opened from the page that closing it leads to, closed by Esc. */
async function throughIt(w, path, close) {
	const { page } = w;

	await w.go(close);
	const opener = page.locator('a[href]', {}).and(page.locator(
		`[href="${path}"]`)).first();
	if (await opener.count() === 0)
		return false;
	await opener.focus();
	await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
	await insideIt(w);
	await Promise.all([page.waitForNavigation(), page.keyboard.press('Escape')]);
	equal(close, new URL(page.url()).pathname + new URL(page.url()).search);
	equal(0, await page.locator('dialog[open]').count());
	equal(path, (await focus(w)).href, 'the focus is back on what opened it');
	return true;
}

async function insideIt(w) {
	const { page } = w;

	ok((await focus(w)).dialog, 'the focus goes in');
	equal('true', await page.getAttribute('dialog', 'aria-modal'));
	ok((await page.locator(`#${await page.getAttribute('dialog',
		'aria-labelledby')}`).innerText()).length > 3, 'it has a name');
	const reach = new Set();
	const count = await page.evaluate(() => document.querySelectorAll(
		'dialog :is(a[href], button, input, select, textarea, summary)').length);
	for (let i = 0; i < 2 * count + 4; i++) {
		await page.keyboard.press('Tab');
		const at = await focus(w);
		ok(at.dialog || at.body, `Tab leads out of it to ${at.html}`);
		reach.add(at.html);
	}
	ok(reach.size > 1, 'Tab leads through it');
	equal([], await page.evaluate(() => [...document.querySelectorAll(
		'body > *')].filter((at) => at.tagName !== 'DIALOG' && !at.inert &&
		at.querySelector('a, button, input')).map((at) => at.outerHTML
		.slice(0, 80))), 'what is behind is out of reach');
}

for (const door of ['partner', 'portal', 'operator'])
	test(`2.4.3, 2.1.2: dialogs take the focus, keep it, close by Esc and give ` +
		`it back (${door})`, async (k) => {
		const w = await open(k, door);
		const found = await dialogs(k, door);
		let done = 0;

		for (const { path } of found) {
			await w.go(path);
			await insideIt(w);
			const close = await w.page.getAttribute('dialog [data-close]',
				'href');
			if (await throughIt(w, path, close))
				done++;
			else
				w.wrong.push(`${close} does not lead to ${path}`);
		}
		k.notes.push(`${done} dialogs, ${door}`);
		ok(door === 'operator' || done > 0, 'there are some');
		await w.close();
	});

test('2.4.3: keys open from a form, and the focus comes back to its button',
	async (k) => {
		const w = await person(k, ['admin_agent', 'global_admin']);
		const { path } = (await pagesOf(k, 'partner')).find((p) =>
			/\/software\?open=/.test(p.path));

		await w.go(path);
		await w.page.focus('tr.inner form:not([method]) button');
		await Promise.all([w.page.waitForNavigation(),
			w.page.keyboard.press('Enter')]);
		await insideIt(w);
		await Promise.all([w.page.waitForNavigation(),
			w.page.keyboard.press('Escape')]);
		ok(await w.page.evaluate(() => document.activeElement
			.matches('tr.inner form button')), (await focus(w)).html);
		await w.close();
	});

test('2.4.3: what was wrong in a dialog has the focus, and after it what was done',
	async (k) => {
		const w = await person(k, ['admin_agent', 'global_admin']);
		const { path } = (await pagesOf(k, 'partner')).find((p) =>
			/\/users\/[^/]+\/delete$/.test(p.path));

		await w.go(path);
		equal('dlg', (await focus(w)).id, 'its title');
		await w.go(`/customers/${customerOf(k, 'Dorpat').id}/products`);
		await w.page.locator('#catalogue tbody tr:not(.group) button').first()
			.click();
		await w.page.waitForURL('**added=1*');
		equal(1, await w.page.locator('[role=status]:not(.toast, .vh)').count(),
			'4.1.3: one message says it');
		await w.close();
	});

test('2.1.1: without script a dialog is closed by its link, and what is behind ' +
	'stays out of reach', async (k) => {
	const w = await person(k, ['admin_agent', 'global_admin'],
		{ script: false });
	const { path } = (await dialogs(k, 'partner'))[0];

	await w.go(path);
	equal(true, await w.page.locator('main').evaluate((at) => at.inert));
	await w.page.focus('dialog [data-close]');
	await Promise.all([w.page.waitForNavigation(),
		w.page.keyboard.press('Enter')]);
	equal(0, await w.page.locator('dialog[open]').count());
	await w.close();
});
