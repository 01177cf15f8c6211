/*
 * What a page says in a language: said('sv-SE', 'Place order'), read from po/,
 * with {holes}. So a walk is written once and goes in every language. en-US is
 * the key itself, en-XA is generated.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { pseudo } from './pseudo.mjs';
import { root } from './root.mjs';

export const languages = ['en-US', 'pt-BR', 'ru-RU', 'zh-CN', 'es-ES', 'sv-SE'];

/* { keyword: text } of one entry; a plain and a plural text end alike. */
function entry(lines) {
	const found = {};
	let keyword;

	for (const line of lines) {
		const at = /^(?:(msg\w+(?:\[\d\])?) )?(".*")$/.exec(line);

		if (!at)
			continue;
		keyword = at[1] ?? keyword;
		found[keyword] = (found[keyword] ?? '') + JSON.parse(at[2]);
	}
	return found;
}

function read(locale) {
	const file = join(root, 'po', `${locale}.po`);
	const book = { texts: new Map(), untold: [], plural: () => 0 };

	if (!existsSync(file))
		return book;
	for (const block of readFileSync(file, 'utf8').split(/\n\n+/)) {
		const of = entry(block.split('\n'));
		const forms = Object.keys(of).filter((name) =>
			name.startsWith('msgstr')).map((name) => of[name]);

		if (of.msgid === '')
			book.plural = new Function('n', `return Number(${
				/plural=([^;]*);/.exec(of.msgstr)[1]})`);
		else if (of.msgid && !forms.every((form) => form !== ''))
			book.untold.push(of.msgid);
		else if (of.msgid)
			book.texts.set(of.msgctxt ? `${of.msgctxt}\u0004${of.msgid}` :
				of.msgid, forms);
	}
	return book;
}

const books = new Map();

/* The language: { texts: Map(English -> forms), untold: [English], plural }. */
export function bookOf(locale) {
	if (!books.has(locale))
		books.set(locale, read(locale));
	return books.get(locale);
}

const fill = (text, holes) => text.replace(/\{(\w+)\}/g,
	(whole, name) => holes[name] ?? whole);

export const said = (locale, text, holes = {}) => fill(locale === 'en-XA' ?
	pseudo(text) : bookOf(locale).texts.get(text)?.[0] ?? text, holes);

export function saidMany(locale, one, other, n) {
	const { texts, plural } = bookOf(locale);
	const english = n === 1 ? one : other;
	const text = locale === 'en-XA' ? pseudo(english) :
		texts.get(one)?.[plural(n)] ?? english;

	return fill(text, { n: n.toLocaleString(locale === 'en-XA' ? 'en-US' :
		locale) });
}
