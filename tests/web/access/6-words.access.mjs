/*
 * Words and markup: names hold what is seen, in each language; titles, heads
 * of tables, landmarks, help at its place.
 */
import { equal, full, ok, person, post, test, visitor } from './people.mjs';
import { doorNames, main, open, pagesOf, some } from './places.mjs';
import { inMarkup, inNames } from './probes.mjs';

const languages = ['en-US', 'pt-BR', 'ru-RU', 'zh-CN', 'es-ES', 'sv-SE'];

for (const door of doorNames)
	test('1.1.1, 1.3.1, 2.4.6, 3.3.2, 4.1.2, 4.1.3: tables, heads, fields, ' +
		`drawings and messages say what they are (${door})`, async (k) => {
		const w = await open(k, door);

		for (const { path } of some(await pagesOf(k, door))) {
			await w.go(path);
			for (const what of await w.page.evaluate(inMarkup))
				w.wrong.push(`${path}: ${what}`);
		}
		await w.close();
	});

/* Asked as plain documents: no layout is needed for it. */
for (const language of languages)
	test(`2.5.3, 3.1.1, 3.1.2: names hold the words that are seen, in ${language}`,
		async (k) => {
			for (const door of doorNames) {
				const w = await open(k, door, { locale: language });
				const pages = await pagesOf(k, door);
				const turn = languages.indexOf(language);

				await w.go(pages[0].path);
				for (const [i, { path }] of pages.entries()) {
					if (!full && i % 6 !== turn)
						continue;
					const answer = await w.context.request.get(path);
					const html = await answer.text();
					const wrong = await w.page.evaluate(inNames,
						{ html, language });
					wrong.forEach((what) =>
						w.wrong.push(`${path}: ${what}`));
				}
				await w.close();
			}
			const w = await person(k, ['admin_agent', 'global_admin']);
			await w.close(); /* English again */
		});

test('2.4.2: every page of a door has a title of its own that says where one is',
	async (k) => {
		for (const door of doorNames) {
			const of = new Map();

			for (const { path, title, html } of await pagesOf(k, door)) {
				/* the same page, with something of it opened */
				const behind = path.replace(/\?.*/, '');
				ok(title.endsWith(' · Kontor'), path);
				if (of.has(title) && of.get(title) !== behind &&
					!/^\/(portal|signin|no)\b/.test(path))
					k.problems.push(`${path} and ${of.get(title)}: ` +
						title);
				of.set(title, behind);
				if (/<dialog class="modal" open/.test(html) &&
					!title.startsWith(/id="dlg"[^>]*>([^<“]*)/.exec(html)[1]
						.trim().split(' ')[0]))
					k.problems.push(`${path}: ${title} does not say ` +
						'what the dialog does');
			}
		}
	});

test('3.2.3, 3.2.4, 3.2.6: what is on every page is in one order and has one name',
	async (k) => {
		for (const door of doorNames) {
			const w = await open(k, door);
			const firsts = new Map(); /* the reference is a book apart */

			for (const { path, html } of await pagesOf(k, door)) {
				const shape = await w.page.evaluate((text) => {
					const page = new DOMParser().parseFromString(text,
						'text/html');
					return [...page.querySelectorAll('.top > *, ' +
						'nav.side > ul > li > a, .skip')].filter((at) =>
						!at.matches('.menu')).map((at) =>
						`${at.tagName} ${at.getAttribute('aria-label') ??
							at.textContent.trim().split('\n')[0]}`);
				}, html);
				if (!/<body class="(shell|bare)"/.test(html))
					continue;
				const book = path.startsWith('/reference');
				const first = firsts.get(book) ?? shape;
				firsts.set(book, first);
				if (JSON.stringify(shape) !== JSON.stringify(first))
					w.wrong.push(`${path}: ${shape.filter((s) =>
						!first.includes(s))} / ${first.filter((s) =>
						!shape.includes(s))}`);
				ok(shape.some((s) => s.startsWith('A Help')), path);
			}
			await w.close();
		}
	});

test('3.2.6: every page before signing in leads to help, at the same place',
	async (k) => {
		const w = await visitor(k);

		for (const path of ['/signin', '/signin?back=/portal',
			'/operator/sign-in', '/forgot']) {
			await w.go(path);
			const links = await w.page.locator('main form[method=post]')
				.first().locator('a').evaluateAll((all) =>
					all.map((at) => at.pathname));
			equal('/help/sign-in', links.at(-1), path);
		}
		await w.go('/help/sign-in');
		equal(200, w.status);
		await w.close();
	});

test('2.4.5: every page is found in two ways: by the menu, and by search, list ' +
	'or help', async (k) => {
	for (const door of ['partner', 'operator']) {
		const { html } = (await pagesOf(k, door))[0];

		ok(/<nav class="side"/.test(html) && /role="search"/.test(html) &&
			/href="\/(operator\/)?help/.test(html), door);
	}
	/* the admin centre: tabs on each page, and links among its help */
	const pages = await pagesOf(k, 'portal');
	for (const { path, html } of pages)
		ok(/href="\/portal\/help/.test(html), path);
	ok(pages.find((p) => p.path === '/portal/help').html
		.includes('/portal/billing/products'));
});

test('3.1.2: names of languages are marked as theirs', async (k) => {
	const w = await visitor(k);

	await w.go('/signin');
	equal(languages, await w.page.locator('button[name=to]').evaluateAll(
		(all) => all.map((at) => at.lang)));
	ok((await w.page.locator('button[name=to]').evaluateAll((all) =>
		all.every((at) => at.lang === at.value))));
	await w.close();
});

test('2.1.1, 4.1.2: without script every form and every fold works', async (k) => {
	const w = await person(k, ['admin_agent', 'global_admin'],
		{ script: false });
	const { page } = w;

	await w.go('/customers');
	await page.fill('#q', 'Dorpat');
	await page.press('#q', 'Enter');
	await page.waitForURL(/q=Dorpat/);
	equal(1, await page.locator('#list tbody tr').count());
	equal(0, await page.locator('.js:visible').count(),
		'what needs script is not offered');
	await page.click('#list tbody th a');
	await w.go('/billing');
	await page.locator('main summary').first().click();
	ok(await page.locator('main details[open] table').first().isVisible());
	await page.click('[popovertarget=menu-lang]');
	await page.click('#menu-lang button[value=es-ES]');
	equal('es-ES', await page.getAttribute('html', 'lang'));
	await page.click('[popovertarget=menu-lang]');
	await page.click('#menu-lang button[value=en-US]');
	await w.go('/account');
	await page.fill('#displayName', '');
	await page.click('main form[action="/account"] button');
	equal(422, w.status);
	equal(1, await page.locator('#problems').count());
	await w.close();
});

test('4.1.3: what was filtered and copied is said once, by a status', async (k) => {
	const w = await person(k, ['admin_agent', 'global_admin']);
	const { page } = w;
	const said = () => page.locator('[role=status]').evaluateAll((all) =>
		all.map((at) => at.textContent).filter((text) => text.trim() !== ''));

	await w.go('/customers');
	equal([], await said());
	await page.fill('#q', 'ångermanland');
	equal(['Customers: 1'], await said());
	await page.fill('#q', '');
	ok(/^Customers: \d\d$/.test((await said())[0]));
	await page.locator('[data-copy]:visible').first().click();
	await page.waitForSelector('.toast:not(:empty)');
	equal(2, (await said()).length);
	await w.go('/account');
	await page.click('main form[action="/account"] button');
	equal(1, (await said()).length, 'saved');
	await w.close();
});
