/*
 * The route table as the program prints it, the examples, and requests made of
 * both. How an example is written: examples/README.md.
 */
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { admin, ok, parseStrict, send, token } from '../api/lib.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const root = process.env.KONTOR_ROOT ?? join(here, '..', '..');
const program = process.env.KONTOR_BIN ?? join(root, 'build', 'kontor');

/* Whose request an example is: ours, of another customer of ours, and of
 * another partner. The second partner's tenant is a sandbox. */
const places = {
	ours: { n: 0, country: 'DE' },
	beside: { n: 0, country: 'SE' },
	theirs: { n: 1, country: 'NZ' },
};
const sandbox_places = {
	ours: { n: 1, country: 'NZ' },
	beside: { n: 1, country: 'AU' },
	theirs: { n: 0, country: 'DE' },
};
export const placesOf = (example) => example.sandbox ? sandbox_places : places;

/* ---- the table ---- */

const load = () => JSON.parse(execFileSync(program, ['routes', '--json'],
	{ maxBuffer: 1 << 26 }));

/* n: the partner whose request it is; reads: nothing can be changed by it. */
export function routes(all) {
	return load().routes.map((row) => ({ ...row,
		name: `${row.method} ${row.path}`,
		n: all[`${row.method} ${row.path}`]?.sandbox ? 1 : 0,
		reads: !row.writes, bodiless: ['GET', 'HEAD'].includes(row.method),
		holes: [...row.path.matchAll(/\{(\w+)\*?\}/g)].map((m) => m[1]),
		query: row.query ?? [] }));
}

/* bad: takes what is wrong with a file; the others still count. */
export async function examples(bad) {
	const all = {};

	for (const file of readdirSync(join(here, 'examples')).sort()) {
		if (!file.endsWith('.mjs'))
			continue;
		try {
			const area = (await import(join(here, 'examples',
				file))).default;

			for (const [name, example] of Object.entries(area)) {
				ok(!all[name], `${name} has two examples`);
				all[name] = example;
			}
		} catch (error) {
			bad.push(`${file}: ${error.message}`);
		}
	}
	return all;
}

/* Is there a row for this method and path? Paths as a caller writes them. */
export function serves(table, method, path) {
	const sent = path.split('/').filter((part) => part !== '');

	return table.some((row) => {
		const parts = row.path.split('/').filter((part) => part !== '');

		if (row.method !== method &&
			!(method === 'HEAD' && row.method === 'GET'))
			return false;
		return parts.length === sent.length && parts.every((part, i) =>
			part.startsWith('{') ||
			part.toLowerCase() === sent[i].toLowerCase());
	});
}

/* ---- requests ---- */

const encode = (value) => encodeURIComponent(value);

export const pathOf = (route, params = {}) => route.path.replace(
	/\{(\w+)\*?\}/g, (whole, hole) => {
		ok(params[hole] !== undefined,
			`the example of ${route.name} has no ${hole}`);
		return encode(params[hole]);
	});

export function queryOf(query = {}) {
	const pairs = Object.entries(query).flatMap(([name, value]) =>
		[value].flat().map((one) => `${encode(name)}=${encode(one)}`));

	return pairs.length > 0 ? `?${pairs.join('&')}` : '';
}

/* An example with something else in it: path, query, raw (what follows the
 * path as it is), body, headers, method, token (null: none), agent. */
export async function ask(k, route, example, change = {}) {
	const bearer = change.token === undefined ?
		await adminToken(k, route.n) : change.token;
	const path = change.path ?? pathOf(route,
		{ ...example.params, ...change.params });
	const query = change.raw ?? queryOf(change.query ?? example.query);
	const method = change.method ?? route.method;
	const body = 'body' in change ? change.body : example.body;
	const bare = ['GET', 'HEAD'].includes(method);

	const answer = await send(k, method, path + query, {
		strict: route.shape !== 'bytes', ...(change.agent &&
			{ agent: change.agent }),
		...(!bare && body !== undefined && { body: bytesOf(body) }),
		headers: { ...(bearer && { Authorization: `Bearer ${bearer}` }),
			...example.headers, ...change.headers } });
	if (route.shape === 'bytes' && answer.status >= 400 && answer.text)
		answer.json = parseStrict(answer.text);
	return answer;
}

/* What is text or bytes already is sent as it is. */
export const bytesOf = (body) => typeof body === 'string' ||
	Buffer.isBuffer(body) ? body : JSON.stringify(body);

/* What is meant by a body that is JSON text already. */
export const valueOf = (body) => typeof body === 'string' && body !== '' ?
	JSON.parse(body) : body;

export const adminToken = (k, n = 0) => {
	const who = admin(k, n);

	return token(k, who.partner, who.user);
};

/* For writes: nothing is changed by the call. */
export const dry = (example, query) => ({ ...(query ?? example.query),
	validateOnly: 'true' });

/* ---- answers ---- */

/* What differs from call to call by itself. */
const passing = /^(date|ms-.*|server-timing|ratelimit.*)$/i;

/* The whole answer as one text, without Date and ids. */
export function bytes(answer) {
	const head = [];

	for (let i = 0; i < answer.raw.length; i += 2)
		if (!passing.test(answer.raw[i]))
			head.push(`${answer.raw[i]}: ${answer.raw[i + 1]}`);
	return `${answer.status}\n${head.join('\n')}\n\n${answer.text}`;
}

const secret = /^(password|key|productKey|token|\w*secret|etag|uri|url|downloadUri|displayUri|continuationToken|clientSecret|offsetSeconds)$/i;
/* Not shown in a dry run, however it lies in the answer. */
const shown_once = /^(passwordProfile|userCredentials|SigningSecret)$/;
const moving = [
	[/[A-Za-z0-9_-]{60,}/g, '(sealed)'],
	[/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi, '(guid)'],
	[/\d{4}-\d\d-\d\dT[\d:.]+Z?/g, '(instant)'],
	[/\d{4}-\d\d-\d\d/g, '(day)'],
	[/\b[A-Za-z0-9_-]{32}1\b/g, '(order)'],
	[/\b[0-9a-f]{12}\b/g, '(alternate)'],
	[/\b\d{15}\b/g, '(request)'],
	[/^\d{15}$/, '(request)'],
];

/* An answer without what is made anew by each act: ids, secrets, instants. */
export function shape(value, key = '') {
	if (Array.isArray(value))
		return value.map((item) => shape(item, key));
	if (value !== null && typeof value === 'object')
		return Object.fromEntries(Object.entries(value)
			.filter(([name, inner]) => typeof inner === 'object' ?
				!shown_once.test(name) : !secret.test(name))
			.map(([name, inner]) => [name, shape(inner, name)]));
	if (typeof value !== 'string')
		return value;
	return moving.reduce((text, [form, name]) =>
		text.replace(form, name), value);
}

export const shapeOf = (answer) => ({ status: answer.status,
	json: answer.json !== undefined ? shape(answer.json) :
		answer.headers['content-type'] === 'application/pdf' ?
			answer.text.slice(0, 5) : answer.text });

/* Of the same form, but never made: a GUID, digits, letters. */
export function never(value) {
	const random = (set) => set[Math.floor(Math.random() * set.length)];
	const hex = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/i.test(value);
	const cut = hex ? 36 : value.length;
	const other = value.slice(0, cut).replace(/./gu, (c, i) => {
		if (/[0-9]/.test(c))
			return i === value.length - 1 && value.length === 33 ?
				c : random('0123456789');
		if (/[a-z]/.test(c))
			return random(hex ? 'abcdef' : 'abcdefghijklmnop');
		return /[A-Z]/.test(c) ? random('ABCDEFGHIJKLMNOP') : c;
	});

	return other + value.slice(cut) === value ? never(`${value}9`) :
		other + value.slice(cut);
}
