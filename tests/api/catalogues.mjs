/*
 * The catalogues of messages as translators write them, po/TAG.po: what each
 * message says in a language.
 *
 *   const ru = catalogue('ru-RU');
 *   ru.get('Admin agent').forms   // ['Агент по администрированию']
 */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = process.env.KONTOR_ROOT ??
	join(dirname(fileURLToPath(import.meta.url)), '..', '..');

export const tags = ['en-US', 'pt-BR', 'ru-RU', 'zh-CN', 'es-ES', 'sv-SE'];
export const translated = tags.slice(1);

/* [{ context, text, many, forms, files }] */
export function messages(tag) {
	const all = [];
	const blocks = readFileSync(join(root, 'po', `${tag}.po`), 'utf8')
		.split(/\n\n+/);

	for (const block of blocks) {
		const one = { files: '', forms: [] };
		let put = () => {};

		for (const line of block.split('\n')) {
			const [, word, form, text] = /^(\w+)(?:\[(\d)\])? "(.*)"$/
				.exec(line) ?? [];
			const more = /^"(.*)"$/.exec(line)?.[1];
			const said = (t) => JSON.parse(`"${t}"`);

			if (line.startsWith('#: '))
				one.files += `${line.slice(3)} `;
			if (word === 'msgstr') {
				const n = Number(form ?? 0);
				one.forms[n] = '';
				put = (t) => { one.forms[n] += said(t); };
			} else if (word) {
				const key = { msgid: 'text', msgctxt: 'context',
					msgid_plural: 'many' }[word];
				one[key] = '';
				put = (t) => { one[key] += said(t); };
			}
			if (text !== undefined)
				put(text);
			else if (more !== undefined)
				put(more);
		}
		if (one.text)
			all.push(one);
	}
	return all;
}

export const catalogue = (tag) => new Map(messages(tag).map((m) =>
	[m.context === undefined ? m.text : `${m.context}|${m.text}`, m]));
