/*
 * The generated locale, and what of a page in it was not translated. The marks
 * are those of tools/pseudo.c.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { root } from './root.mjs';

const marks = new Map([
	...[...'åƀçđéƒĝĥîĵķļɱñöþǫŕšţûṽŵẋýž'].map((c, i) =>
		[String.fromCharCode(97 + i), c]),
	...[...'ÅƁÇĐÉƑĜĤÎĴĶĻṀÑÖÞǪŔŠŢÛṼŴẊÝŽ'].map((c, i) =>
		[String.fromCharCode(65 + i), c])]);

export function pseudo(text) {
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

const markets = readFileSync(join(root, 'data', 'markets.tsv'), 'utf8')
	.split('\n').map((line) => line.split('\t')[2]).filter(Boolean);
const catalogue = JSON.parse(readFileSync(join(root, 'data', 'demo',
	'catalogue.json')));
const programme = [
	...catalogue.products.flatMap((p) => [p.title, p.publisherName,
		...p.skus.flatMap((s) => [s.title, s.unit,
			s.dynamicAttributes?.region,
			s.dynamicAttributes?.armRegionName])]),
	'Lübeck', 'Fremantle', 'Härnösand', 'Marseille', 'Tartu', 'Ålesund',
	'Gdańsk', 'Hull', 'Travemünde', 'Aalsmeer', 'Gibraltar', 'Monaco', 'Perth',
	'example.com', '1 Harbour Street', 'Office', 'Kontor', 'SHA-256', 'CSV',
	'PDF', 'XLSX', 'Hanse Cloud Kontor KG', 'Mälaren IT AB', /* resellers */
];
/* What the generated locale leaves in English, and no other one. */
const english = [...markets, ...names('region', [...codesOfCountries()]),
	...names('region', [...codesOfCountries()]).map((n) =>
		n.replace(/&/g, 'and').replace(/^St\. /, 'Saint ')),
	'English', 'Commercial'];

const mail = /\b[\w.+-]+@[\w.-]+/g;
/* Forms of data that no list can hold. */
export const shapes = [
	/https?:\/\/\S+/g,                               /* links */
	mail,
	/\b[\w-]+(\.[\w-]+)*\.example\b/g,               /* domains */
	/\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi,
	/\b[0-9a-f]{32,64}\b/g, /\b[A-Za-z0-9]{33,36}\b/g,    /* orders */
	/\b[\w.]+(-[\w.]+)+_[a-z]{2}-[A-Z]{2}_x\d\d\.\w+/g, /* files */
	/\b[A-Z0-9]{12}(:\w{4})?(:\w{12})?\b/g,          /* catalogue items */
	/\b(UTC|GMT)\b/g, /\b(EUR|AUD|USD|GBP|NOK|SEK|PLN|RUB|CNY)\b/g,
	/\b\d[\d,.]* ?(byte|kB|KB|MB|GB)\b/g,
	/\b[a-z]{2}-[A-Z]{2}\b/g,
	/\b(CN|HK|NZ|A|CA|MX)[¥$]/g,
	/\b(Windows|Linux|iso|exe|rpm)\b/gi, /\bSP\d\b/g,
	/\b\w+\.csv\b/g, /\bR-\d{3}\b/g, /\bEN\b/g, /\b[GC]\d{10,}\b/g,       /* invoices */
];
const dates = [
	/\b(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.? \d/g,
	/^(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)$/g,   /* charts */
	/\b(January|February|March|April|May|June|July|August|September|October|November|December)\b/g,
	/\b(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b/g,
	/\b(AM|PM)\b/g, /\b(English|German) \([\w ]*\)/g,
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

const literal = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/* A function that takes names out of a text; more: names besides the demo's.
 * The longest first: a short one may stand in a long one. */
export function nameless(k, more) {
	longest ??= [...programme, ...k.demo.partners.flatMap((p) =>
		[p.name, ...p.users.map((u) => u.name),
			...p.customers.flatMap((c) => c.users.map((u) => u.name)),
			...p.customers.map((c) => c.name)])];
	const names = new RegExp([...new Set([...longest, ...more])]
		.filter((name) => name?.length > 2)
		.sort((a, b) => b.length - a.length).map(literal).join('|'), 'g');

	/* an address first: a name inside it would leave a half */
	return (text) => text.replace(mail, ' ').replace(names, ' ');
}

/* Which of these hold words that are neither marked nor data. */
export function untranslated(k, texts, more = []) {
	const bare = nameless(k, [...english, ...more]);

	return texts.filter((text) => {
		let rest = bare(text);

		for (const form of [...shapes, ...dates])
			rest = rest.replace(form, ' ');
		/* lists are joined by ICU, which has no such locale */
		return /[A-Za-z]{2,}/.test(rest.replace(/\band\b/g, ' '));
	});
}
