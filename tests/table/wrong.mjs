/*
 * Wrong values for the fields of a table, each wrong in one way its kind
 * allows, put into a good body or query.
 *
 * A wrong value is { at, name, body | query }: at is the path of the field as
 * the answer must name it.
 */
const copy = (value) => structuredClone(value);
const text_max = 1024, list_max = 1000; /* src/http/field.h */
const long = (max) => 'x'.repeat((max || text_max) + 1);

/* What every kind refuses, but the types it takes. */
const types = { 'true': true, 'a fraction': 1.5, 'an object': {},
	'a list': [], 'a text': 'zz top', 'a number': 7 };
const without = (...names) => Object.fromEntries(Object.entries(types)
	.filter(([name]) => !names.includes(name)));

const limits = (field) => field.min || field.max ? {
	'below the least': field.min - 1, 'above the most': field.max + 1,
} : {};

/* Name of the case -> value, in JSON. */
const ways = {
	text: (f) => ({ ...without('a text', 'a number'),
		'a text too long': long(f.max),
		'a control character': 'a\u0001b' }),
	secret: (f) => ({ ...without('a text'), 'a text too long': long(f.max) }),
	int: (f) => ({ ...without('a number'), ...limits(f),
		'a number with a blank inside': '1 2', 'a text of a fraction': '1.5' }),
	bool: () => ({ ...without('true') }),
	guid: () => ({ ...without(), 'a GUID without its end':
		'01234567-89ab-4cde-8f01-23456789abc' }),
	instant: () => ({ ...without(), 'a day that is none': '2021-02-30',
		'an hour that is none': '2021-02-03T25:00:00Z' }),
	day: () => ({ ...without(), 'a day that is none': '2021-02-30' }),
	choice: (f) => ({ ...without('a number'), 'a position behind the last':
		f.choices.length, 'a position before the first': -1 }),
	decimal: () => ({ ...without('a number'), 'a comma': '1,5',
		'an exponent': '1e3' }),
	object: () => without('an object'),
	list: (f) => ({ ...(f.loneItem ? {} : without('a list')) }),
	map: () => ({ ...without('an object') }),
};

const children = (field) => field.fields ?? [];
const itself = (fields) => fields.length === 1 && fields[0].name === '';
const join = (at, name) => at === '' ? name : name === '' ? at :
	`${at}.${name}`;

/* The place of a value in a body, made where the example has none. */
function reach(body, steps, value) {
	let here = { root: body };
	let key = 'root';

	for (const step of steps) {
		const next = typeof step === 'number' ? [] : {};

		if (here[key] === undefined || here[key] === null ||
			typeof here[key] !== 'object')
			here[key] = next;
		here = here[key];
		if (typeof step === 'string') {
			const same = Object.keys(here).find((name) =>
				name.toLowerCase() === step.toLowerCase());
			key = same ?? step;
		} else {
			key = Math.min(step, here.length);
		}
	}
	if (value === undefined)
		delete here[key];
	else
		here[key] = value;
	return key;
}

function put(body, steps, value) {
	const root = { root: copy(body) };

	reach(root, ['root', ...steps], value);
	return root.root;
}

function within(body, steps) {
	let here = body;

	for (const step of steps)
		here = here?.[step];
	return here;
}

const seven = { text: 'x', secret: 'x', int: 1, bool: true,
	guid: '01234567-89ab-4cde-8f01-23456789abcd', day: '2021-02-03',
	instant: '2021-02-03T04:05:06Z', decimal: '1' };

/* A good value, for filling lists. */
export function good(field) {
	if (field.kind === 'choice')
		return field.choices[0];
	if (field.kind === 'int')
		return Math.max(field.min, Math.min(1, field.max || 1));
	if (field.kind === 'list')
		return [goodItem(field)];
	if (field.kind === 'map')
		return { a: 'b' };
	if (field.kind === 'object')
		return goodItem(field);
	return seven[field.kind];
}

function goodItem(field) {
	if (itself(children(field)))
		return good(field.fields[0]);
	return Object.fromEntries(children(field)
		.filter((f) => f.required && !f.readOnly)
		.map((f) => [f.name, good(f)]));
}

function* ofField(body, field, at, steps) {
	const wrong = (name, value, where = at, more = []) => ({ at: where,
		name: `${where || 'the body'}: ${name}`,
		body: put(body, [...steps, ...more], value) });

	for (const [name, value] of Object.entries(ways[field.kind](field)))
		yield wrong(name, value);
	if (field.required) {
		yield wrong('null', null);
		if (steps.length > 0 && typeof steps.at(-1) !== 'number')
			yield wrong('not there', undefined);
		if (field.kind === 'list')
			yield wrong('nothing in it', []);
		else if (!['object', 'map'].includes(field.kind))
			yield wrong('an empty text', '');
	}
	if (field.kind === 'object') {
		yield* ofFields(body, field.fields, at, steps);
	} else if (field.kind === 'map') {
		yield wrong('an object in it', {}, join(at, 'zz'), ['zz']);
		yield wrong('too much', Object.fromEntries(Array.from(
			{ length: (field.max || list_max) + 1 },
			(x, i) => [`k${i}`, 'v'])));
	} else if (field.kind === 'list') {
		const have = within(body, steps);
		const count = Array.isArray(have) ? have.length : 0;

		yield wrong('too many', Array.from({ length:
			(field.max || list_max) + 1 }, () => goodItem(field)));
		for (const i of new Set([0, Math.max(0, count - 1)]))
			yield* ofItem(body, field, `${at}[${i}]`, [...steps, i]);
	}
}

function* ofItem(body, list, at, steps) {
	if (itself(list.fields)) {
		yield* ofField(body, list.fields[0], at, steps);
		return;
	}
	for (const [name, value] of Object.entries(without('an object')))
		yield { at, name: `${at}: ${name}`, body: put(body, steps, value) };
	yield { at, name: `${at}: null`, body: put(body, steps, null) };
	yield* ofFields(body, list.fields, at, steps);
}

export function* ofFields(body, fields, at = '', steps = []) {
	if (itself(fields)) {
		yield* ofField(body, fields[0], at, steps);
		return;
	}
	for (const field of fields)
		if (!field.readOnly)
			yield* ofField(body, field, join(at, field.name),
				[...steps, field.name]);
}

/* ---- query strings: everything is text ---- */

const asked = {
	text: (f) => ({ 'a text too long': long(f.max),
		'a control character': 'a\u0001b' }),
	int: (f) => ({ 'no number': 'zz', 'a fraction': '1.5', ...limits(f) }),
	bool: () => ({ 'neither true nor false': 'maybe' }),
	guid: () => ({ 'no GUID': 'zz' }),
	instant: () => ({ 'no date': 'zz', 'a day that is none': '2021-02-30' }),
	day: () => ({ 'no date': 'zz', 'a day that is none': '2021-02-30' }),
	choice: (f) => ({ 'no choice': 'zz top', 'behind the last':
		String(f.choices.length), 'before the first': '-1' }),
	decimal: () => ({ 'no number': 'zz', 'a comma': '1,5' }),
};
asked.secret = asked.text;

export function* ofQuery(query, fields) {
	for (const field of fields) {
		const list = field.kind === 'list';
		const one = list ? field.fields[0] : field;
		const at = list ? `${field.name}[0]` : field.name;

		if (one.kind === 'list' || !asked[one.kind])
			continue;
		for (const [name, value] of Object.entries(asked[one.kind](one)))
			yield { at, name: `?${field.name}: ${name}`,
				query: { ...query, [field.name]: value } };
		if (!field.required)
			continue;
		const rest = { ...query };
		delete rest[field.name];
		yield { at: field.name, name: `?${field.name}: not there`,
			query: rest };
		yield { at: field.name, name: `?${field.name}: empty`,
			query: { ...query, [field.name]: '' } };
	}
}
