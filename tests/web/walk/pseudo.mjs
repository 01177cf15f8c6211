/*
 * Texts in the two locales of the walk, and what of a page in the generated
 * one was not translated. The marks are those of tools/pseudo.c.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { root } from './root.mjs';

const marks = new Map([
	...[...'åƀçđéƒĝĥîĵķļɱñöþǫŕšţûṽŵẋýž'].map((c, i) =>
		[String.fromCharCode(97 + i), c]),
	...[...'ÅƁÇĐÉƑĜĤÎĴĶĻṀÑÖÞǪŔŠŢÛṼŴẊÝŽ'].map((c, i) =>
		[String.fromCharCode(65 + i), c])]);

function pseudo(text) {
	let out = '', width = 0;

	for (const [piece] of text.matchAll(/\{[^}]*\}|./gsu)) {
		if (piece.startsWith('{')) {
			out += piece;
			width += piece.length > 1 ? 1 : 0;
			continue;
		}
		out += marks.get(piece) ?? piece;
		width += Buffer.byteLength(piece);
	}
	return `[${out}${'·'.repeat(Math.floor((width * 3 + 9) / 10))}]`;
}

const fill = (text, holes) => text.replace(/\{(\w+)\}/g,
	(whole, name) => holes[name] ?? whole);

export const translate = (locale, text, holes = {}) =>
	fill(locale === 'en-XA' ? pseudo(text) : text, holes);

export const translateMany = (locale, one, other, n) =>
	translate(locale, n === 1 ? one : other, { n: n.toLocaleString('en-US') });

/* ---- data: what is the same in every language ---- */

const names = (type, codes) => codes.map((code) => {
	try {
		return new Intl.DisplayNames(['en'], { type }).of(code);
	} catch {
		return code;
	}
});

function* codesOfCountries() {
	for (let a = 65; a <= 90; a++)
		for (let b = 65; b <= 90; b++)
			yield String.fromCharCode(a, b);
}

const catalogue = JSON.parse(readFileSync(join(root, 'data', 'demo',
	'catalogue.json')));
const programme = [
	...catalogue.products.flatMap((p) => [p.title, p.publisherName,
		...p.skus.flatMap((s) => [s.title, s.unit,
			s.dynamicAttributes?.region,
			s.dynamicAttributes?.armRegionName])]),
	...names('region', [...codesOfCountries()]),
	...names('region', [...codesOfCountries()]).map((n) =>
		n.replace(/&/g, 'and').replace(/^St\. /, 'Saint ')),
	'Lübeck', 'Fremantle', 'Härnösand', 'Marseille', 'Tartu', 'Ålesund',
	'Gdańsk', 'Hull', 'Travemünde', 'Aalsmeer', 'Gibraltar', 'Monaco', 'Perth',
	'English', 'example.com', '1 Harbour Street', 'Office', 'Kontor', 'SHA-256', 'Commercial', 'CSV', 'PDF', 'XLSX',
	'Hanse Cloud Kontor KG', 'Mälaren IT AB',        /* resellers */
];

const mail = /\b[\w.+-]+@[\w.-]+/g;
/* Forms of data that no list can hold. */
const forms = [
	/https?:\/\/\S+/g,                               /* links */
	mail,
	/\b[\w-]+(\.[\w-]+)*\.example\b/g,               /* domains */
	/\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi,
	/\b[0-9a-f]{32,64}\b/g, /\b[A-Za-z0-9]{33,36}\b/g,    /* orders */
	/\b[\w.]+(-[\w.]+)+_[a-z]{2}-[A-Z]{2}_x\d\d\.\w+/g, /* files */
	/\b[A-Z0-9]{12}(:\w{4})?(:\w{12})?\b/g,          /* catalogue items */
	/\b(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.? \d/g,
	/\b(January|February|March|April|May|June|July|August|September|October|November|December)\b/g,
	/\b(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b/g,
	/\b(AM|PM|UTC|GMT)\b/g, /\b(EUR|AUD|USD|GBP|NOK|SEK|PLN|RUB|CNY)\b/g,
	/\b\d[\d,.]* ?(byte|kB|KB|MB|GB)\b/g,
	/\b(English|German) \([\w ]*\)/g, /\b[a-z]{2}-[A-Z]{2}\b/g,
	/\b(CN|HK|NZ|A|CA|MX)[¥$]/g,
	/\b(Windows|Linux|iso|exe|rpm)\b/gi, /\bSP\d\b/g,
	/\bR-\d{3}\b/g, /\bEN\b/g, /\b[GC]\d{10,}\b/g,       /* invoices */
];

/* Runs in the page: every text a person can meet, shown or spoken. */
export function textsOfPage() {
	const texts = [document.title];
	const walker = document.createTreeWalker(document.body,
		NodeFilter.SHOW_TEXT);
	const skip = 'script, style, code, .face, #country option, ' +
		'#language option, .langs, #menu-lang';

	for (let node = walker.nextNode(); node; node = walker.nextNode()) {
		const at = node.parentElement;
		if (!at.closest(skip) && node.data.trim() !== '')
			texts.push(node.data.trim());
	}
	for (const name of ['aria-label', 'title', 'placeholder', 'alt',
		'data-th', 'data-done'])
		for (const at of document.querySelectorAll(`[${name}]`))
			if (!at.closest(skip))
				texts.push(at.getAttribute(name));
	return [...new Set(texts)];
}

let longest;

/* Which of these hold words that are neither marked nor data. */
export function untranslated(k, texts, more = []) {
	longest ??= [...programme, ...k.demo.partners.flatMap((p) =>
		[p.name, ...p.users.map((u) => u.name),
			...p.customers.flatMap((c) => c.users.map((u) => u.name)),
			...p.customers.map((c) => c.name)])];
	const data = [...longest, ...more].filter((d) => d?.length > 2)
		.sort((a, b) => b.length - a.length);

	return texts.filter((text) => {
		/* an address first: a name inside it would leave a half */
		let rest = text.replace(mail, ' ');
		for (const piece of data)
			rest = rest.replaceAll(piece, ' ');
		for (const form of forms)
			rest = rest.replace(form, ' ');
		return /[A-Za-z]{2,}/.test(rest);
	});
}
