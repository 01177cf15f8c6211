/*
 * Is there English on a page for somebody who reads none? Two ways to see it:
 * no text of the page may be a message of the English catalogue whose
 * translation differs, in any language but English; and where letters are not
 * Latin (Russian, Chinese) no English word may stand that is in the catalogue
 * and in no translation. Names, addresses and ids are data.
 */
import { nameless, shapes } from './pseudo.mjs';
import { bookOf } from './said.mjs';

const letters = (text) => text.replace(/\{\w+\}|[^A-Za-z]/g, '').length;
const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
const wordsOf = (text) => text.replace(/\{\w+\}/g, ' ')
	.match(/\p{L}[\p{L}’']*/gu)?.map((word) => word.toLowerCase()) ?? [];
const months = ['january', 'february', 'march', 'april', 'june', 'july',
	'august', 'september', 'october', 'november', 'december', 'monday',
	'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday',
	'jan', 'feb', 'apr', 'aug', 'sep', 'sept', 'oct', 'nov', 'dec', 'am', 'pm'];

const seen = new Map();

/* { whole: Set, holed: [RegExp], words: Set } of what must not be shown. */
function forbidden(locale) {
	if (seen.has(locale))
		return seen.get(locale);
	const { texts, untold } = bookOf(locale);
	const theirs = new Set([...texts.values()].flat());
	const whole = new Set(untold), holed = [];
	const words = new Set(months);

	for (const [key, forms] of texts) {
		const text = key.replace(/^.*\u0004/, '');

		wordsOf(text).forEach((word) => words.add(word));
		if (forms.includes(text) || theirs.has(text) || letters(text) < 3)
			continue;
		if (!/\{\w+\}/.test(text))
			whole.add(text);
		else if (letters(text) >= 8)
			holed.push(new RegExp(`^${text.split(/\{\w+\}/)
				.map(escaped).join('.+?')}$`, 's'));
	}
	untold.flatMap(wordsOf).forEach((word) => words.add(word));
	for (const form of theirs)
		wordsOf(form).forEach((word) => words.delete(word));
	seen.set(locale, { whole, holed, words });
	return seen.get(locale);
}

/* The texts that are English; more: words of the walk that are data. */
export function english(k, locale, texts, more = []) {
	if (locale.startsWith('en'))
		return [];
	const { whole, holed, words } = forbidden(locale);
	const plain = nameless(k, more);
	const latin = !['ru-RU', 'zh-CN'].includes(locale);

	return texts.filter((text) => {
		const bare = text.replace(/ · Kontor$/, '').replace(/\s+/g, ' ');

		let rest = plain(bare).replace(/\{\w+\}/g, ' ');

		if (!/[A-Za-z]{2}/.test(rest))
			return false;
		if (whole.has(bare) || holed.some((form) => form.test(bare)))
			return true;
		if (latin)
			return false;
		for (const shape of shapes)
			rest = rest.replace(shape, ' ');
		return (rest.match(/[A-Za-z][A-Za-z’']+/g) ?? [])
			.some((word) => words.has(word.toLowerCase()));
	});
}
