/*
 * What the definitions of resources mean on the wire, of their types in words.
 */
import { known } from '../resources.mjs';

const plain = { string: 'string', boolean: 'boolean', number: 'number',
	integer: 'integer', 'nullable int': 'integer', datetime: 'instant',
	guid: 'string', securestring: 'string', object: 'any',
	'absolute uri': 'string', 'integer 429': 'integer' };

/* "string *", "datetime? (…)", "Order.[]" as kinds. */
function text(type) {
	const short = type.replace(/ ?[({].*[)}]$/, '').replace(/[ *?]+$/, '')
		.replace(/\.\[\]$/, '[]').replace(/ object$/, '');
	const lower = short.toLowerCase();

	if (lower.endsWith('[]')) {
		const item = short.slice(0, -2);

		return { list: /^(strings?|objects?|keyvaluepairs)$/i.test(item) ?
			{ type: /^s/i.test(item) ? 'string' : 'object' } :
			text(item) };
	}
	if (lower.startsWith('map'))
		return { map: true };
	if (lower === 'array')
		return { list: { type: 'any' } };
	if (plain[lower])
		return { type: plain[lower] };
	if (/^\w+$/.test(short) && /^[A-Z]/.test(short))
		return { resource: short };
	return { type: 'string', ...(short.includes('|') &&
		!short.includes('...') && { words: short.split('|') }) };
}

const links = { type: 'object' }; /* each of them is looked at by lib.mjs */

export function kindOf(resource, name, field) {
	if (known[`${resource}.${name}`])
		return known[`${resource}.${name}`];
	if (name === 'links')
		return links;
	if (name === 'attributes')
		return { resource: 'ResourceAttributes' };
	if (field === undefined)
		return undefined;
	const kind = text(field.type);

	return field.enum && kind.type === 'string' ?
		{ ...kind, words: field.enum } : kind;
}
kindOf.text = text;
