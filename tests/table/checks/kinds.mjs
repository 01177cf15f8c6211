/*
 * The types of the definitions of resources in words, as kinds of JSON values;
 * and whether data/resources.json, which the program prints, still says what
 * the reference says (tests/data/resources.json).
 */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { known } from '../resources.mjs';

const root = process.env.KONTOR_ROOT ?? join(
	dirname(fileURLToPath(import.meta.url)), '..', '..', '..');
const read = (...path) => JSON.parse(readFileSync(join(root, ...path)));

export const resources = read('data', 'resources.json');
export const reference = read('tests', 'data', 'resources.json');

const plain = { string: 'string', boolean: 'boolean', number: 'number',
	integer: 'integer', 'nullable int': 'integer', datetime: 'instant',
	'datetime with +00:00': 'instant', guid: 'string',
	securestring: 'string', object: 'object', 'integer 429': 'integer' };

/* "string *", "datetime? (…)", "Order.[]" as kinds. */
export function kindOf(type, words) {
	if (type.startsWith('[{') || type === 'array')
		return { list: { type: 'object' } };
	const short = type.replace(/ ?[({].*[)}]$/, '').replace(/[ *?]+$/, '')
		.replace(/\.\[\]$/, '[]').replace(/(\w) object$/, '$1');
	const lower = short.toLowerCase();

	if (lower.endsWith('[]')) {
		const item = short.slice(0, -2);

		return { list: /^(strings?|objects?)$/i.test(item) ?
			{ type: /^s/i.test(item) ? 'string' : 'object' } :
			kindOf(item) };
	}
	if (lower.startsWith('map'))
		return { map: true };
	if (plain[lower])
		return { type: plain[lower], ...(words && { words }) };
	if (/^[A-Z]\w+$/.test(short))
		return { resource: short };
	return { type: 'string', ...(words && { words }) };
}

/* ---- what the program prints, against the reference ---- */

const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

/* A looser type of the reference is met by a stricter one of ours. */
function meets(ours, theirs) {
	if (same(ours, theirs))
		return true;
	if (theirs.list)
		return ours.list !== undefined && meets(ours.list, theirs.list);
	if (theirs.type === 'object')
		return true;
	if (theirs.resource && !reference[theirs.resource])
		return true; /* a name without a definition */
	if (theirs.type === 'number' && ours.type === 'integer')
		return true;
	return theirs.type === 'string' && ours.type === 'string' &&
		(!theirs.words || same(theirs.words, ours.words));
}

export function definitions() {
	const bad = [];

	for (const [name, ours] of Object.entries(resources)) {
		const theirs = reference[name];

		if (!theirs) {
			if (!ours.ours && !known[name])
				bad.push(`${name} is not of the reference`);
			continue;
		}
		if (ours.objectType !== theirs.objectType)
			bad.push(`${name}: objectType ${ours.objectType}`);
		for (const [key, field] of Object.entries(ours.fields)) {
			const at = `${name}.${key}`;
			const want = theirs.fields[key];

			if (known[at] || (!want && key === 'attributes'))
				continue;
			if (!want)
				bad.push(`${at} is not of the reference`);
			else if (!meets(kindOf(field.type, field.enum),
				kindOf(want.type, want.enum)))
				bad.push(`${at}: ${field.type} ${field.enum ?? ''
				} for ${want.type} ${want.enum ?? ''}`);
		}
		for (const key of Object.keys(theirs.fields))
			if (!ours.fields[key] && !known[`${name}.${key}`])
				bad.push(`${name}.${key} is left out`);
	}
	return bad;
}
