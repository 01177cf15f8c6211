/* What is sent: each field in each wrong way, malformed bodies, and the same
 * body written otherwise. */
import { equal, ok } from '../../api/lib.mjs';
import { ask, dry, shapeOf, valueOf } from '../table.mjs';
import { ofFields, ofQuery } from '../wrong.mjs';

const names = (a, at) => a.json.data.some((said) => at === '' ?
	said.length > 0 : said.startsWith(`${at}: `));

/* 400, and the field is named; the first wrong one in the description too. */
function refused(a, at) {
	equal(400, a.status, a.text);
	ok(names(a, at), `no word of ${at} in ${a.text}`);
	equal(a.json.description, a.json.data[0]);
}

export function fields(w, route, ex) {
	const cases = [];

	for (const { at, name, query } of ofQuery(ex.ours.query ?? {},
		route.query))
		cases.push({ name, run: async () => {
			const a = await ask(w.k, route, ex.ours, { query });

			if (route.method === 'HEAD')
				return equal(400, a.status);
			refused(a, at);
		} });
	if (route.query.length > 0)
		for (const [name, raw] of Object.entries({
			'bytes that are not UTF-8': '?zz=%FF', 'a NUL': '?zz=%00',
			'a bad escape': '?zz=%zz', 'a cut escape': '?zz=%4' }))
			cases.push({ name: `? ${name}`, run: async () => {
				const a = await ask(w.k, route, ex.ours, { raw });
				equal(400, a.status, a.text);
			} });
	if (!route.reads)
		cases.push({ name: '?validateOnly: neither', run: async () => {
			const a = await ask(w.k, route, ex.ours, { query: {
				...ex.ours.query, validateOnly: 'maybe' } });
			refused(a, 'validateOnly');
		} });
	for (const { at, name, body } of route.body ?
		ofFields(valueOf(ex.ours.body), route.body) : [])
		cases.push({ name, run: async () => refused(await ask(w.k,
			route, ex.ours, { body: JSON.stringify(body) }), at) });
	return cases;
}

/* ---- bodies that are no JSON, or not this one ---- */

const deep = (n) => `{"zz":${'['.repeat(n)}${']'.repeat(n)}}`;
const malformed = {
	'a cut body': ['{"zz":', 1, 6],
	'an error in the third line': ['{\n "zz": 1,\n "yy": x}', 3, 8],
	'a comment': ['{ /* x */ }', 1, 3],
	'a trailing comma': ['{"zz":1,}', 1, 9],
	'an unquoted key': ['{zz:1}', 1],
	'a key twice': ['{"zz":1,"zz":2}', 1, 12],
	'two values': ['{}{}', 1, 3],
	'a leading zero': ['{"zz":01}', 1],
	'a number without end': ['{"zz":123456789012345678901234567890}', 1],
	'NaN': ['{"zz":NaN}', 1],
	'single quotes': ['{\'zz\':1}', 1, 2],
	'a raw line end in a text': ['{"zz":"a\nb"}', 1],
	'bytes that are not UTF-8': [Buffer.from('{"zz":"\xff"}', 'latin1'), 1],
	'an overlong form': [Buffer.from('{"zz":"\xc0\xaf"}', 'latin1'), 1],
	'a lone high surrogate': ['{"zz":"\\ud800"}', 1],
	'a lone low surrogate': ['{"zz":"\\udc00"}', 1],
	'a lone surrogate in a key': ['{"\\ud800":1}', 1],
	'surrogates in bytes': [Buffer.from('{"zz":"\xed\xa0\x80"}', 'latin1'), 1],
	'a NUL': ['{"zz":"\\u0000"}', 1],
	'a NUL in a key': ['{"\\u0000":1}', 1],
	'a NUL byte': ['{"zz":1}\0', 1],
	'33 levels': [deep(32), 1, 38],
	'many levels': [deep(20000), 1, 38],
	'nothing': ['', 1],
	'blanks': [' \n ', 2],
};

export function bodies(w, route, ex) {
	const cases = [];
	const add = (name, change, look = () => {}) => cases.push({ name,
		run: async () => {
			const a = await ask(w.k, route, ex.ours, change);

			equal(400, a.status, a.text);
			look(a);
		} });

	if (route.bodiless)
		return [];
	add('a body above the limit', { body: Buffer.alloc(w.body_max + 1, 'x') });
	if (!route.body)
		return cases;
	const object = route.body[0]?.name !== '';

	for (const [name, [body, line, column]] of Object.entries(malformed))
		add(name, { body }, (a) => ok(new RegExp(`line ${line}, column ${
			column ?? '\\d+'}\\b`).test(a.json.description), a.text));
	if (object)
		for (const [name, body] of Object.entries({ 'an array': '[{}]',
			'a text': '"success"', 'a number': '1', 'true': 'true',
			'null': 'null' }))
			add(`${name} in place of an object`, { body });
	const type = (value) => ({ headers: { ...ex.ours.headers,
		'Content-Type': value } });
	add('another character set', type('application/json; charset=latin1'));
	add('UTF-16', type('application/json; charset="utf-16"'));
	add('a character set of no name', type('application/json; charset=""'));
	return cases;
}

/* ---- the same, written otherwise ---- */

/* Keys of the table's objects by spell; keys of maps stay. */
function respell(value, fields, spell) {
	if (fields.length === 1 && fields[0].name === '')
		return value;
	if (value === null || typeof value !== 'object' || Array.isArray(value))
		return value;
	return Object.fromEntries(Object.entries(value).map(([key, inner]) => {
		const field = fields.find((f) => [f.name, f.alias].some((name) =>
			name?.toLowerCase() === key.toLowerCase()));
		const more = field?.fields ?? [];

		return [spell(key), Array.isArray(inner) ?
			inner.map((item) => respell(item, more, spell)) :
			field?.kind === 'map' ? inner :
				respell(inner, more, spell)];
	}));
}

/* Something put into every object of the table. */
function salted(value, fields, salt) {
	if (fields.length === 1 && fields[0].name === '')
		return value;
	if (value === null || typeof value !== 'object' || Array.isArray(value))
		return value;
	const inner = Object.fromEntries(Object.entries(value)
		.map(([key, one]) => {
			const field = fields.find((f) => f.name === key);
			const more = field?.kind === 'map' ? undefined :
				field?.fields;

			return [key, !more ? one : Array.isArray(one) ?
				one.map((item) => salted(item, more, salt)) :
				salted(one, more, salt)];
		}));

	return { ...salt(fields, value), ...inner };
}

/* The value of the first casing has a wrong type: it must not be looked at. */
function twice(body, table) {
	if (Array.isArray(body) || body === null || typeof body !== 'object')
		return JSON.stringify(body);
	return `{${Object.entries(body).map(([key, value]) => {
		const kind = table.find((f) => f.name === key)?.kind;

		return (kind ? `"${key.toUpperCase()}":${kind === 'bool' ?
			'{}' : 'true'},` : '') +
			`"${key}":${JSON.stringify(value)}`;
	}).join(',')}}`;
}

const absent = (field, value) => !Object.keys(value).some((key) =>
	[field.name, field.alias].some((name) =>
		name?.toLowerCase() === key.toLowerCase()));

export function writings(w, route, ex) {
	if (route.bodiless || (!route.body && !route.bodyIgnored))
		return [];
	const query = route.reads ? ex.ours.query : dry(ex.ours);
	const body = route.body ? valueOf(ex.ours.body) : undefined;
	const table = route.body ?? [];
	const spelled = (spell) => respell(body, table, spell);
	const variants = route.body ? {
		'PascalCase': spelled((key) => key[0].toUpperCase() + key.slice(1)),
		'UPPER': spelled((key) => key.toUpperCase()),
		'small letters': spelled((key) => key.toLowerCase()),
		'each key in two casings, the last one right': Buffer.from(
			twice(body, table)),
		'unknown keys': salted(body, table, () => ({ zzUnknown: {
			a: [1, null, { b: true }] }, ZzOther: 'x' })),
		'null for what is not there': salted(body, table, (fields, value) =>
			Object.fromEntries(fields.filter((f) => f.name !== '' &&
				!f.required && absent(f, value))
				.map((f) => [f.name, null]))),
		'anything in what is only read': salted(body, table, (fields) =>
			Object.fromEntries(fields.filter((f) => f.readOnly)
				.map((f) => [f.name, { odd: [1] }]))),
		'a byte order mark': Buffer.from(`\ufeff${JSON.stringify(body)}`),
		'blanks and lines': Buffer.from(JSON.stringify(body, null, '\t')),
		'escapes': Buffer.from(JSON.stringify(body).replace(
			/"(?:[^"\\]|\\.)*"/g, (text) => text.replace(
				/(?<!\\)[a-z]/gi, (c) =>
					`\\u00${c.charCodeAt(0).toString(16)}`))),
	} : { 'no body': undefined, 'the text of the Java SDK': '"success"',
		'an object': { zzUnknown: 1 }, 'nothing': '', 'no JSON': '{,' };

	return Object.entries(variants).map(([name, other]) => ({
		name: route.body ? `a body with ${name}` : `as body: ${name}`,
		run: async () => {
			const straight = await ask(w.k, route, ex.ours, { query });
			const a = await ask(w.k, route, ex.ours,
				{ query, body: Buffer.isBuffer(other) ||
					!route.body ? other :
					JSON.stringify(other) });

			equal(route.status, straight.status, straight.text);
			equal(shapeOf(straight), shapeOf(a));
		} }));
}

