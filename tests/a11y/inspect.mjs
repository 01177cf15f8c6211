/*
 * What runs inside a page and says what is wrong with it. Each function is sent
 * to the browser whole, so it uses nothing from outside.
 */

/* Markup: language, title, headings, tables, ids, forms. */
export function markup(locale) {
	const wrong = [], seen = new Set();
	const all = (selector) => [...document.querySelectorAll(selector)];
	const open = (at) => !at.closest('[inert]');
	const say = (what, at) =>
		wrong.push(`${what}: ${at.outerHTML.slice(0, 160)}`);

	if (document.documentElement.lang !== locale)
		wrong.push(`lang is ${document.documentElement.lang}`);
	if (!/^\S.* · Kontor$/.test(document.title))
		wrong.push(`title is “${document.title}”`);
	for (const at of all('[id]')) {
		if (seen.has(at.id))
			say('id twice', at);
		seen.add(at.id);
	}
	for (const name of ['for', 'aria-describedby', 'aria-labelledby',
		'aria-controls', 'popovertarget'])
		for (const at of all(`[${name}]`))
			for (const id of at.getAttribute(name).split(' '))
				if (!seen.has(id))
					say(`${name} leads nowhere`, at);
	for (const at of all('a[href^="#"]'))
		if (at.hash.length > 1 && !seen.has(at.hash.slice(1)))
			say('a link inside the page leads nowhere', at);
	const headings = all('h1, h2, h3, h4, h5, h6').filter(open);
	if (headings.filter((at) => at.tagName === 'H1').length !== 1)
		wrong.push('there is not one h1');
	headings.forEach((at, i) => {
		if (i > 0 && at.tagName[1] - headings[i - 1].tagName[1] > 1)
			say(`a heading after ${headings[i - 1].tagName}`, at);
	});
	for (const at of all('table')) {
		if (!at.caption?.textContent.trim() &&
			!at.getAttribute('aria-label') &&
			!at.getAttribute('aria-labelledby'))
			say('a table without a name', at);
		if (!at.querySelector('th'))
			say('a table without header cells', at);
	}
	for (const at of all('form[method=post]'))
		if (!at.querySelector('[name=_csrf], [name=_form]') &&
			!/^\/(language|unsubscribe)/.test(at.getAttribute('action') ??
				location.pathname))
			say('a form without its token', at);
	for (const at of all('style, [style]'))
		if (at.getAttribute('style') !== '')
			say('inline style', at);
	for (const at of all('[onclick], [onsubmit], script:not([src])'))
		say('inline script', at);
	for (const at of all('svg:not(:is([width], [height], .i, .mark, .ring, ' +
		'.bar, .bars, .qr, .seal, .swatch)), img:not([width][height])'))
		if (!at.closest('.plot, .legend'))
			say('a picture without a size', at);
	return wrong;
}

/* What is wider than the window, or cut off in it. */
export function sideways() {
	const wide = document.documentElement.clientWidth;

	if (document.documentElement.scrollWidth <= wide)
		return [];
	const scrolls = (at) => at && at !== document.body &&
		(getComputedStyle(at).overflowX !== 'visible' ||
			scrolls(at.parentElement));
	return [...document.querySelectorAll('body *')]
		.filter((at) => at.getBoundingClientRect().right > wide + 1 &&
			!scrolls(at.parentElement))
		.slice(-3).map((at) => at.outerHTML.slice(0, 160));
}

/* What is too small to be hit; links inside a sentence excepted. */
export function targets() {
	const small = [];

	for (const at of document.querySelectorAll('a[href], button, select, ' +
		'input:not([type=hidden]), textarea, summary')) {
		const label = at.matches('[type=checkbox], [type=radio]') &&
			at.closest('label');
		const box = (label || at).getBoundingClientRect();
		const line = at.tagName === 'A' && [...at.parentElement.childNodes]
			.some((node) => node !== at && /\S\S/.test(node.textContent) &&
				(node.nodeType === 3 || getComputedStyle(node).display
					.startsWith('inline')));

		if (box.width > 1 && !at.closest('[inert], .vh, .skip') &&
			at.checkVisibility() && (!line || getComputedStyle(at).display
				!== 'inline') && Math.min(box.width, box.height) < 23.9)
			small.push(`${Math.round(box.width)} × ${Math.round(box.height)}` +
				`: ${at.outerHTML.slice(0, 140)}`);
	}
	return small.slice(0, 4);
}

/* What moved by itself while the page came: sum, and who. */
export function shifts() {
	return new Promise((resolve) => {
		const found = [];
		const watch = new PerformanceObserver((list) =>
			found.push(...list.getEntries()));

		watch.observe({ type: 'layout-shift', buffered: true });
		requestAnimationFrame(() => setTimeout(() => {
			found.push(...watch.takeRecords());
			resolve(found.filter((e) => !e.hadRecentInput).map((e) =>
				`${e.value.toFixed(4)} by ${e.sources.map((s) =>
					s.node?.outerHTML?.slice(0, 100)).join(' and ')}`));
		}, 0));
	});
}

/* Which rules of the stylesheet say something about this page. */
export function rules() {
	const used = [];
	const walk = (list) => {
		for (const rule of list) {
			if (rule.cssRules?.length && !rule.selectorText)
				walk(rule.cssRules);
			if (!rule.selectorText)
				continue;
			/* what only a moment or a means has */
			const bare = rule.selectorText
				.replace(/:not\(:(popover-open|hover)\)/g, '').replace(
				/::[\w-]+(\([^)]*\))?|:(hover|active|focus-visible|focus|target|popover-open|empty|lang\([^)]*\))/g,
				'').replace(/(^|,|\(|\s|>)\s*(?=,|$|\))/g, '$1*');
			try {
				if (document.querySelector(bare))
					used.push(rule.selectorText);
			} catch {
				used.push(rule.selectorText);
			}
		}
	};

	walk(document.styleSheets[0].cssRules);
	return used;
}

/* Every rule there is, as rules() names them. */
export function allRules() {
	const names = [];
	const walk = (list) => {
		for (const rule of list) {
			if (rule.cssRules?.length && !rule.selectorText)
				walk(rule.cssRules);
			if (rule.selectorText)
				names.push(rule.selectorText);
		}
	};

	walk(document.styleSheets[0].cssRules);
	return names;
}
