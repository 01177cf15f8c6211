/*
 * What is measured in a page. Functions named in* run inside it, know nothing
 * from outside, and return sentences about what is wrong.
 */

/* ---- by keyboard ---- */

/* Records every element that gets the focus, as it is seen at that moment. */
function inRecord() {
	const stops = window.stops = [];
	const short = (at) => at.outerHTML.replace(/\s+/g, ' ').slice(0, 110);

	/* Is any of nine points of it what one would hit? */
	const uncovered = (at) => {
		const boxes = [...at.getClientRects()].filter((b) =>
			b.width > 0 && b.height > 0);
		const part = [.08, .5, .92];

		return boxes.some((b) => part.some((x) => part.some((y) => {
			const hit = document.elementFromPoint(b.x + b.width * x,
				b.y + b.height * y);
			return hit && (at.contains(hit) || hit.contains(at) &&
				getComputedStyle(hit).position !== 'sticky' ||
				[...(at.labels ?? [])].some((l) => l.contains(hit)));
		})));
	};
	const ringed = (at) => {
		const style = getComputedStyle(at);
		return at.matches(':focus-visible') &&
			style.outlineStyle !== 'none' &&
			parseFloat(style.outlineWidth) >= 2;
	};
	const look = (at) => {
		const b = at.getBoundingClientRect();
		return { at, short: short(at), ringed: ringed(at),
			uncovered: uncovered(at), inside: b.top >= -1 &&
				b.bottom <= innerHeight + 1 || b.height > innerHeight,
			left: b.left + scrollX, top: b.top + scrollY };
	};
	/* as it is drawn: two frames on, the page has scrolled to it */
	window.lookAgain = () => new Promise((done) =>
		requestAnimationFrame(() => requestAnimationFrame(() => {
			const at = document.activeElement;
			if (stops.length && stops.at(-1).at === at)
				Object.assign(stops.at(-1), look(at));
			done();
		})));
	addEventListener('focusin', ({ target: at }) => stops.push(look(at)));
}

/* Whatever can be operated and is shown: must be among the stops. */
function inStops(times) {
	const shown = (at) => at.checkVisibility({ visibilityProperty: true }) &&
		!at.closest('[inert]') && at.getClientRects().length > 0;
	const want = [...document.querySelectorAll('a[href], button, input, ' +
		'select, textarea, summary, [tabindex="0"]')].filter((at) =>
		shown(at) && !at.disabled && at.type !== 'hidden' &&
		at.tabIndex >= 0);
	const radios = new Set();
	const must = want.filter((at) => {
		if (at.type !== 'radio')
			return true;
		const key = `${at.form?.action} ${at.name}`;
		const one = !radios.has(key);
		radios.add(key);
		return one;
	});
	const wrong = [], seen = new Set();

	for (const stop of window.stops) {
		const { at } = stop;
		if (seen.has(at) || at === document.body)
			continue;
		seen.add(at);
		if (!stop.ringed)
			wrong.push(`no visible focus: ${stop.short}`);
		if (!stop.uncovered)
			wrong.push(`covered when focused: ${stop.short}`);
	}
	for (const at of must)
		if (!seen.has(at) && !(at.type === 'radio' && [...seen].some((s) =>
			s.type === 'radio' && s.name === at.name)))
			wrong.push(`Tab does not reach it (${seen.size} stops, ` +
				`${times} presses): ${at.outerHTML.slice(0, 110)}`);
	for (const at of document.querySelectorAll('[tabindex]'))
		if (at.tabIndex > 0)
			wrong.push(`tabindex above 0: ${at.outerHTML.slice(0, 90)}`);
	/* document order is reading order: each stop after the one before */
	const order = [...seen].filter((at) => at.matches('a, button, input, ' +
		'select, textarea, summary, [tabindex="0"]'));
	const back = order.filter((at, i) => i > 0 &&
		!(order[i - 1].compareDocumentPosition(at) &
			Node.DOCUMENT_POSITION_FOLLOWING));
	/* once is the way around, where a field has the focus from the start */
	if (back.length > (order[0] === must[0] ? 0 : 1))
		wrong.push('Tab goes back in reading order to ' + back
			.map((at) => at.outerHTML.slice(0, 110)).join(' and '));
	return { wrong, count: seen.size };
}

/* How many presses of Tab lead once around. */
function inTimes() {
	const shown = [...document.querySelectorAll('a[href], button, input, ' +
		'select, textarea, summary, [tabindex="0"]')].filter((at) =>
		at.checkVisibility() && !at.closest('[inert]'));
	/* days and times have several stops of their own */
	const parts = shown.filter((at) => /^(date|time|month)$/.test(at.type));

	return shown.length + 6 * parts.length + 3;
}

async function tabAround(w, drawn) {
	const { page } = w;
	const times = await page.evaluate(inTimes);

	await page.evaluate(() => {
		document.activeElement?.blur();
		scrollTo(0, 0);
	});
	await page.evaluate(inRecord);
	for (let i = 0; i < times; i++) {
		await page.keyboard.press('Tab');
		if (drawn)
			await page.evaluate(() => window.lookAgain());
	}
	return page.evaluate(inStops, times);
}

/*
 * Presses Tab through the whole page; what is wrong, and how many stops. Seen
 * first as the focus comes, which is quick; what is wrong then is looked at
 * again as it is drawn, for a page may still be on its way to it.
 */
export async function tabThrough(w) {
	const found = await tabAround(w, false);

	if (found.wrong.length === 0)
		return found;
	await w.page.reload({ waitUntil: 'load' });
	return tabAround(w, true);
}

/* ---- sizes ---- */

/* Wider than the window, or text cut off in a box that does not show it. */
export function inFits() {
	const wrong = [];
	const wide = document.documentElement.clientWidth;
	const shown = (at) => at.checkVisibility({ visibilityProperty: true }) &&
		!at.closest('.vh, .skip, thead') && at.getClientRects().length;
	const scrolls = (at) => at && at !== document.body &&
		(/auto|scroll/.test(getComputedStyle(at).overflowX) ||
			scrolls(at.parentElement));

	if (document.documentElement.scrollWidth > wide)
		wrong.push(`scrolls sideways at ${wide}: ` +
			[...document.querySelectorAll('body *')].filter((at) =>
				at.getBoundingClientRect().right > wide + 1 &&
				!scrolls(at)).slice(-2)
				.map((at) => at.outerHTML.slice(0, 120)).join(' | '));
	for (const at of document.querySelectorAll('body *')) {
		/* a long id is shortened where it leads to its page, or has it
		 * all in its title */
		if (!shown(at) || at.closest('svg') ||
			at.matches('a.id[href], .id[title]') ||
			/* the customer's name, which the menu has in full */
			at.matches('.bare .brand span') ||
			/^(INPUT|SELECT|TEXTAREA|OPTION)$/.test(at.tagName))
			continue;
		const style = getComputedStyle(at);
		const text = [...at.childNodes].some((n) => n.nodeType === 3 &&
			n.data.trim() !== '');
		const cut = (overflow) => /hidden|clip/.test(overflow);
		if ((cut(style.overflowX) && at.scrollWidth > at.clientWidth + 1 ||
			cut(style.overflowY) &&
			at.scrollHeight > at.clientHeight + 1) &&
			(text || at.innerText?.trim()))
			wrong.push(`cut off: ${at.outerHTML.slice(0, 120)}`);
		else if (text && style.overflowX === 'visible' &&
			at.clientWidth > 0 && at.scrollWidth > at.clientWidth + 2 &&
			style.display !== 'inline' && !scrolls(at.parentElement))
			wrong.push(`runs out of its box: ` +
				at.outerHTML.slice(0, 120));
	}
	return wrong;
}

/* WCAG 1.4.12, all four at once. */
export function inSpacing() {
	const sheet = new CSSStyleSheet();

	sheet.replaceSync(`* { line-height: 1.5 !important;
		letter-spacing: .12em !important; word-spacing: .16em !important; }
		p { margin-block-end: 2em !important; }`);
	document.adoptedStyleSheets = [sheet];
}

/* Whatever is pressed: 24 by 24, or so far from the next one that a circle of
 * 24 around each middle meets no other target; a link in a line of text may be
 * as high as the line. */
export function inTargets() {
	const shown = (at) => at.checkVisibility({ visibilityProperty: true }) &&
		!at.closest('[inert], .vh') && !at.matches('.skip');
	const all = [...document.querySelectorAll('a[href], button, input, ' +
		'select, textarea, summary')].filter((at) => shown(at) &&
		!at.disabled && at.type !== 'hidden');
	const boxes = all.map((at) => {
		const label = /^(checkbox|radio)$/.test(at.type) ? at.labels?.[0] : null;
		return (label ?? at).getBoundingClientRect();
	});
	const wrong = [];

	all.forEach((at, i) => {
		const b = boxes[i];
		if (b.width >= 23.9 && b.height >= 23.9 || b.width === 0)
			return;
		if (at.tagName === 'A' && getComputedStyle(at).display === 'inline' &&
			[...at.parentElement.childNodes].some((n) =>
				n.nodeType === 3 && /[\p{L}\p{N}]/u.test(n.data)))
			return;
		const x = b.x + b.width / 2, y = b.y + b.height / 2;
		const near = boxes.findIndex((o, j) => {
			if (i === j || all[j].contains(at) || at.contains(all[j]) ||
				o.width === 0)
				return false;
			const small = o.width < 24 || o.height < 24;
			if (small)
				return Math.hypot(o.x + o.width / 2 - x,
					o.y + o.height / 2 - y) < 24;
			return Math.hypot(Math.max(o.left - x, 0, x - o.right),
				Math.max(o.top - y, 0, y - o.bottom)) < 12;
		});
		if (near >= 0)
			wrong.push(`${Math.round(b.width)} by ${Math.round(b.height)}` +
				`: ${at.outerHTML.slice(0, 110)} beside ` +
				all[near].outerHTML.slice(0, 60));
	});
	return wrong;
}

/* ---- markup ---- */

/* Runs over a document that was asked, not shown: names of what is pressed. */
export function inNames({ html, language }) {
	const page = new DOMParser().parseFromString(html, 'text/html');
	const wrong = [];
	const say = (what, at) => wrong.push(`${what}: ${at.outerHTML
		.replace(/\s+/g, ' ').slice(0, 130)}`);
	const tidy = (text) => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ' ')
		.trim();
	const seen = (at) => {
		const copy = at.cloneNode(true);
		copy.querySelectorAll('svg, .vh, [aria-hidden=true]')
			.forEach((part) => part.remove());
		return tidy(copy.textContent);
	};
	const by = (ids) => ids.split(' ').map((id) => page
		.getElementById(id)?.textContent ?? '').join(' ');

	/* 2.5.3: the name holds the words that are seen */
	for (const at of page.querySelectorAll('a[href], button, summary')) {
		const label = at.getAttribute('aria-labelledby');
		const name = label ? tidy(by(label)) :
			tidy(at.getAttribute('aria-label') ?? '');
		if (name && !name.includes(seen(at)))
			say(`2.5.3 seen “${seen(at)}”, named “${name}”`, at);
		if (!name && tidy(at.textContent) === '')
			say('4.1.2 has no name', at);
	}
	for (const at of page.querySelectorAll('input, select, textarea')) {
		if (/^(hidden|submit|button)$/.test(at.type) || at.hidden)
			continue;
		const name = tidy(at.getAttribute('aria-label') ?? by(
			at.getAttribute('aria-labelledby') ?? ''));
		const label = [...at.labels].map((l) => tidy(l.textContent)).join(' ');
		if (!name && !label)
			say('3.3.2 has no label', at);
		if (name && label && !name.includes(label))
			say(`2.5.3 labelled “${label}”, named “${name}”`, at);
		if (at.getAttribute('aria-invalid') === 'true' &&
			!page.getElementById((at.getAttribute('aria-describedby') ??
				'').split(' ').find((id) => page.getElementById(id)
				?.matches('.error')) ?? ''))
			say('3.3.1 wrong, but nothing says why', at);
		if (/^(password)$/.test(at.type) && !/^(current|new)-password$/
			.test(at.autocomplete))
			say('3.3.8 a password without autocomplete', at);
	}
	if (page.documentElement.lang !== language)
		wrong.push(`3.1.1 lang is ${page.documentElement.lang}`);
	for (const at of page.querySelectorAll('[lang]'))
		if (!/^[a-z]{2,3}(-[A-Z][A-Za-z]+)?$/.test(at.lang))
			say('3.1.2 lang', at);
	return wrong;
}

export function inMarkup() {
	const wrong = [];
	const say = (what, at) => wrong.push(`${what}: ${at.outerHTML
		.replace(/\s+/g, ' ').slice(0, 130)}`);
	const tidy = (text) => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ' ')
		.trim();
	const seen = (at) => {
		const copy = at.cloneNode(true);
		copy.querySelectorAll('svg, .vh, [aria-hidden=true]')
			.forEach((part) => part.remove());
		return tidy(copy.textContent);
	};
	/* 1.3.1 tables */
	for (const at of document.querySelectorAll('table')) {
		const labelled = at.closest('[aria-labelledby], [aria-label]');
		if (!at.caption?.textContent.trim() && !at.hasAttribute('aria-label') &&
			!at.hasAttribute('aria-labelledby'))
			say(`1.3.1 a table without a name ${labelled ? '' : '(at all)'}`,
				at);
		for (const head of at.querySelectorAll('th'))
			if (!/^(col|row|colgroup|rowgroup)$/.test(head.scope))
				say('1.3.1 a head without scope', head);
		if (!at.querySelector('th'))
			say('1.3.1 a table without heads', at);
		if (!at.classList.contains('fold'))
			continue;
		/* display: block takes the roles away; they are said */
		const roles = { TABLE: 'table', THEAD: 'rowgroup', TBODY: 'rowgroup',
			TFOOT: 'rowgroup', TR: 'row', TD: 'cell' };
		for (const part of [at, ...at.querySelectorAll(
			'thead, tbody, tfoot, tr, td, th')]) {
			if (part.closest('table') !== at)
				continue;
			const want = part.tagName === 'TH' ? (part.scope === 'col' ?
				'columnheader' : 'rowheader') : roles[part.tagName];
			if (part.getAttribute('role') !== want)
				say(`1.3.1 its role is not ${want}`, part);
		}
		const heads = [...at.querySelectorAll(':scope > thead th')]
			.map((h) => seen(h));
		for (const cell of at.querySelectorAll(':scope > tbody > tr > td')) {
			const th = cell.dataset.th;
			if (th !== undefined && heads.length && !heads.includes(tidy(th)))
				say(`1.3.1 a card says “${th}”, no column does`, cell);
		}
	}
	/* landmarks, headings, parts */
	if (document.querySelectorAll('main').length !== 1)
		wrong.push('1.3.1 there is not one main');
	let last = 0;
	for (const at of document.querySelectorAll('h1, h2, h3, h4')) {
		if (at.closest('[inert]'))
			continue;
		if (Number(at.tagName[1]) > last + 1)
			say(`1.3.1 a heading skips from ${last}`, at);
		last = Number(at.tagName[1]);
	}
	for (const at of document.querySelectorAll('main nav, body > nav'))
		if (!at.getAttribute('aria-label') &&
			!at.getAttribute('aria-labelledby'))
			say('1.3.1 a nav without a name', at);
	for (const at of document.querySelectorAll('fieldset'))
		if (!at.querySelector(':scope > legend'))
			say('1.3.1 a fieldset without a legend', at);
	for (const at of document.querySelectorAll('svg'))
		if (at.getAttribute('aria-hidden') !== 'true' &&
			!(at.getAttribute('role') === 'img' &&
				(at.getAttribute('aria-label') ||
				at.getAttribute('aria-labelledby') ||
				at.querySelector('title'))))
			say('1.1.1 a drawing neither named nor hidden', at);
	for (const at of document.querySelectorAll('.note.done, .note.bad, ' +
		'.note.warn'))
		if (at.closest('main, dialog') && /^(done|problems)$/.test(at.id) &&
			!/^(status|alert)$/.test(at.getAttribute('role')))
			say('4.1.3 a message without role', at);
	for (const at of document.querySelectorAll('[draggable], [onmousedown], ' +
		'[onkeydown], [accesskey], [autoplay], marquee, blink'))
		say('2.1.1, 2.5.2 something of its own', at);
	return wrong;
}

/* 2.3.3 and whoever asked for less: nothing moves. */
export function inMotion() {
	const wrong = document.getAnimations().map((a) =>
		`runs: ${a.effect.target.outerHTML.slice(0, 90)}`);

	for (const at of document.querySelectorAll('body, body *')) {
		const s = getComputedStyle(at);
		if (s.transitionDuration.split(', ').some((t) => parseFloat(t) > 0))
			wrong.push(`moves when it changes: ${at.outerHTML.slice(0, 90)}`);
		if (s.scrollBehavior === 'smooth')
			wrong.push(`scrolls smoothly: ${at.outerHTML.slice(0, 90)}`);
	}
	return wrong.slice(0, 3);
}
