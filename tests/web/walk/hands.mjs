/*
 * How a person works a page, in their language: by mouse, by touch, or by
 * keyboard alone.
 *
 *   const w = hands(await visitor(k, { locale: "ru-RU" }), "keys");
 *   await w.write(w.field('Password'), 'secret');
 *   await w.press(w.button('Sign in'), '** /customers');
 *
 * Controls are found by their role and by what they are called in the language
 * of the person, so a walk goes in every language. A keyboard goes to a control
 * by Tab alone; at every stop the focus has to be on something, drawn around
 * it, and not hidden behind something else.
 */
import { sideways } from '../../a11y/inspect.mjs';
import { english } from './english.mjs';
import { PATIENCE, phone } from './lib.mjs';
import { markup, picture } from './look.mjs';
import { textsOfPage } from './pseudo.mjs';

const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/* The dialog while there is one, else what the page is about. */
const scope = 'dialog[open], body:not(:has(dialog[open])) main';

/* ---- the keyboard ---- */

/* Runs in the page: where the focus is; to: the control it should go to. */
function focusNow(to) {
	const at = document.activeElement;

	if (!at || at === document.body || at === document.documentElement)
		return { nowhere: true };
	const style = getComputedStyle(at);
	const box = at.getClientRects()[0];
	const said = `${at.tagName} ${(at.getAttribute('aria-label') ?? at.name ??
		'') || at.textContent.trim().slice(0, 40)}`;
	/* the calendar of a date has a ring of the browser's own */
	const drawn = style.outlineStyle !== 'none' &&
		parseFloat(style.outlineWidth) >= 2 || !at.matches(':focus') &&
		at.matches('input:focus-within');
	const meets = (x, y) => {
		const top = document.elementFromPoint(x, y);
		return top && (at.contains(top) || top.contains(at) ||
			at.labels && [...at.labels].some((one) => one.contains(top)));
	};
	/* what of it is in the window; a large one is never all there */
	const top = Math.max(box?.top ?? 0, 0);
	const bottom = Math.min(box?.bottom ?? 0, innerHeight);
	const visible = box && box.width > 0 && [0.5, 0.1, 0.9].some((part) =>
		meets(box.left + box.width * part, (top + bottom) / 2));

	return { said, drawn, visible, here: at === to,
		operable: at.getAttribute('tabindex') !== '-1',
		/* what a button opens comes after the button */
		before: to && Boolean(to.closest('[popover]') ||to.compareDocumentPosition(at) &
				Node.DOCUMENT_POSITION_PRECEDING) };
}

function judgeFocus(w, at) {
	const found = [!at.drawn && `nothing is drawn around the focus on ${at.said}`,
		!at.visible && `the focus on ${at.said} cannot be seen`];

	for (const what of found.filter(Boolean)) {
		const line = `${w.name} ${w.page.url()}: ${what}`;
		if (!w.wrong.includes(line))
			w.wrong.push(line);
	}
}

/* From where the focus is, the shorter way; the other one if that leads
 * nowhere. */
async function reach(w, locator) {
	const to = await locator.elementHandle();
	let at = await w.page.evaluate(focusNow, to);
	let key = at.nowhere || at.before ? 'Tab' : 'Shift+Tab', lost = 0;

	for (let i = 0; i < 400 && !at.here; i++) {
		if (i === 200)
			key = key === 'Tab' ? 'Shift+Tab' : 'Tab';
		await w.page.keyboard.press(key);
		at = await w.page.evaluate(focusNow, to);
		/* once past the last control the browser's own are due */
		lost = at.nowhere ? lost + 1 : 0;
		if (lost > 2)
			throw new Error(`${w.page.url()}: the focus is lost`);
		if (!at.nowhere)
			judgeFocus(w, at);
	}
	if (!at.here)
		throw new Error(`${w.page.url()}: no Tab leads to ${locator}`);
}

/* The parts of a date stand in the order of the browser. */
async function typeDay(w, locator, day) {
	const [y, m, d] = day.split('-');

	for (const order of [[m, d, y], [d, m, y], [y, m, d]]) {
		for (const part of order)
			await w.page.keyboard.type(part);
		if (await locator.inputValue() === day)
			return;
		for (let i = 0; i < 3; i++)
			await w.page.keyboard.press('ArrowLeft');
	}
	throw new Error(`${day} cannot be typed`);
}

/* A month has a name, and the year beside it. */
async function typeMonth(w, month) {
	const [y, m] = month.split('-');

	await w.page.keyboard.type(m);
	await w.page.keyboard.press('ArrowRight');
	await w.page.keyboard.type(y);
}

const keyboard = {
	async press(w, locator) {
		await reach(w, locator);
		const [tag, type] = await locator.evaluate((at) =>
			[at.tagName, at.type]);
		await w.page.keyboard.press(['checkbox', 'radio'].includes(type) ||
			tag === 'SUMMARY' ? 'Space' : 'Enter');
	},
	async write(w, locator, text) {
		await reach(w, locator);
		const type = await locator.getAttribute('type');
		if (type === 'date')
			return typeDay(w, locator, text);
		if (type === 'month')
			return typeMonth(w, text);
		await w.page.keyboard.press('Control+A');
		await w.page.keyboard.press('Delete');
		await w.page.keyboard.insertText(text);
	},
	async choose(w, locator, value) {
		const steps = await locator.evaluate((at, wanted) =>
			[...at.options].findIndex((one) => one.value === wanted) -
				at.selectedIndex, value);

		await reach(w, locator);
		for (let i = 0; i < Math.abs(steps); i++)
			await w.page.keyboard.press(steps < 0 ? 'ArrowUp' : 'ArrowDown');
	},
};

/* ---- mouse and finger ---- */

const pointer = (act) => ({
	press: (w, locator) => locator[act](),
	write: (w, locator, text) => locator.fill(text),
	choose: (w, locator, value) => locator.selectOption(value),
});
const kinds = { keys: keyboard, mouse: pointer('click'), touch: pointer('tap') };

/* ---- what a person can do ---- */

/* Until another page is there; its address may be the same. */
async function leave(w, mark) {
	for (const end = Date.now() + PATIENCE; Date.now() < end;) {
		const still = await w.page.evaluate((one) =>
			window.kontorStep === one, mark).catch(() => true);

		if (!still)
			return;
		await w.page.waitForTimeout(10);
	}
	throw new Error(`${w.page.url()}: nothing happens`);
}

/* Where a step led: the focus is kept where the page stayed, and in a dialog
 * where there is one. */
async function arrived(w, mark) {
	await w.page.waitForLoadState();
	const at = await w.page.evaluate(focusNow, null);
	const [stayed, dialog, inside] = await w.page.evaluate((one) =>
		[window.kontorStep === one,
			document.querySelector('dialog[open]') !== null,
			document.activeElement?.closest('dialog[open]') != null], mark);

	if (w.hand === 'keys' && stayed && at.nowhere)
		w.wrong.push(`${w.name} ${w.page.url()}: the focus was lost`);
	if (w.script && dialog && !inside)
		w.wrong.push(`${w.name} ${w.page.url()}: the dialog has no focus`);
	if (w.hand === 'keys' && !at.nowhere && at.operable)
		judgeFocus(w, at);
}

function controls(w) {
	const { page } = w;
	const named = (name, holes) => new RegExp(`^${escaped(w.t(name, holes)
		.trim())}(\\s|$)`);
	const by = (role) => (name, holes) => page.locator(scope)
		.getByRole(role, { name: named(name, holes) }).first();

	Object.assign(w, {
		button: by('button'), link: by('link'), choice: by('combobox'),
		box: by('checkbox'), heading: by('heading'),
		/* the way out of a dialog, below its text */
		closing: () => page.locator('dialog footer').getByRole('link',
			{ name: w.t('Close') }),
		field: (name, holes) => page.locator(scope)
			.getByLabel(named(name, holes)).first(),
	});
}

/* status: of the answer. data: words of the walk that no language changes. */
async function judge(w, name, { status = 200, data = [] } = {}) {
	const { page } = w;
	const wrong = (what) => w.wrong.push(`${name} (${w.locale}, ${w.hand}${
		w.script ? '' : ', no script'}) ${page.url()}: ${what}`);

	await page.waitForLoadState();
	if (w.status !== status)
		wrong(`status ${w.status}, not ${status}`);
	const lang = await page.getAttribute('html', 'lang');
	if (lang !== w.locale)
		wrong(`lang ${lang}`);
	(await page.evaluate(markup)).forEach(wrong);
	(await page.evaluate(sideways)).forEach((html) =>
		wrong(`wider than the window: ${html}`));
	english(w.k, w.locale, await page.evaluate(textsOfPage),
		[...w.data, ...data]).forEach((text) => wrong(`English: ${text}`));
	await picture(w, `${w.name}-${name}`, w.size);
}

/* The person gets: press(control, to), where "to" is the address it leads to or
 * the selector of what it brings, and nothing where the page stays; write,
 * choose, tick, open(menu), menu(address), language(); look(name), which judges
 * the page; and link(name), button(name) ...: controls by their English name. */
export function hands(w, hand) {
	const kind = kinds[hand];
	let step = 0;

	w.hand = hand;
	w.data = [];
	controls(w);
	w.look = (name, options) => judge(w, name, options);
	w.press = async (locator, to) => {
		const mark = ++step;
		await w.page.evaluate((one) => { window.kontorStep = one; }, mark);
		await kind.press(w, locator);
		if (to)
			await leave(w, mark);
		if (typeof to === 'string' && !to.startsWith('**'))
			await w.page.waitForSelector(to);
		else if (to)
			await w.page.waitForURL(to);
		await arrived(w, mark);
	};
	w.write = (locator, text) => kind.write(w, locator, text);
	w.choose = (locator, value) => kind.choose(w, locator, value);
	w.tick = async (locator) => {
		if (!await locator.isChecked())
			await kind.press(w, locator);
	};
	/* behind a button on top of the page; both are there without script */
	w.open = async (id) => {
		const menu = w.page.locator(`#${id}`);
		if (!await menu.isVisible())
			await kind.press(w, w.page.locator(`[popovertarget=${id}]`));
		await menu.waitFor();
		return menu;
	};
	w.menu = async (href) => {
		const burger = w.page.locator('[popovertarget=nav]');
		if (await burger.isVisible())
			await w.open('nav');
		await w.press(w.page.locator(`nav.side a[href="${href}"]`).first(),
			(url) => url.pathname === href);
	};
	w.language = async () => {
		const menu = await w.open('menu-lang');
		await Promise.all([w.page.waitForResponse((answer) =>
			answer.request().method() === 'GET' &&
				answer.request().isNavigationRequest()),
		kind.press(w, menu.locator(`button[value=${w.locale}]`))]);
		await w.page.waitForLoadState();
	};
	return w;
}

export const fingers = (size, keys) =>
	keys ? 'keys' : size === phone ? 'touch' : 'mouse';
