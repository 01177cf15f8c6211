/*
 * Answers against the definitions of resources: every field is defined, has
 * its JSON type and its words, links lead somewhere.
 */
import { equal, ok, send } from '../../api/lib.mjs';
import { adminToken, ask } from '../table.mjs';
import { kindOf, resources } from './kinds.mjs';

const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,7})?Z$/;

/* One value by the kind of its field; problems go into bad. */
function look(value, kind, at, bad) {
	const say = (what) => bad.push(`${at}: ${what}: ${
		JSON.stringify(value).slice(0, 80)}`);
	const is = (type) => typeof value === type || say(`no ${type}`);

	if (value === null)
		return /customizedData\[\d+\]\.value$/.test(at) ||
			say('null'); /* api.md 1.5 */
	if (kind.list) {
		if (!Array.isArray(value))
			return say('no list');
		value.forEach((item, i) =>
			look(item, kind.list, `${at}[${i}]`, bad));
		return undefined;
	}
	if (kind.map) {
		if (typeof value !== 'object' || Array.isArray(value))
			return say('no map');
		return Object.entries(value).forEach(([key, inner]) =>
			typeof inner === 'string' ||
				bad.push(`${at}.${key}: no text`));
	}
	if (kind.resource)
		return lookAt(value, kind.resource, at, bad);
	if (kind.words && !kind.words.includes(value))
		return say(`not one of ${kind.words.join(' ')}`);
	switch (kind.type) {
	case 'instant':
		return (typeof value === 'string' && (instant.test(value) ||
			value === '0001-01-01T00:00:00')) || say('no instant');
	case 'integer':
		return Number.isInteger(value) || say('no whole number');
	case 'object':
		return (typeof value === 'object' && !Array.isArray(value)) ||
			say('no object');
	default:
		return is(kind.type);
	}
}

function lookAt(value, name, at, bad) {
	const resource = resources[name];

	if (!resource)
		return bad.push(`${at}: there is no resource ${name}`);
	if (value === null || typeof value !== 'object' || Array.isArray(value))
		return bad.push(`${at}: no ${name}`);
	if (value.attributes?.objectType !== undefined && resource.objectType &&
		value.attributes.objectType !== resource.objectType)
		bad.push(`${at}: objectType ${value.attributes.objectType}`);
	for (const [key, inner] of Object.entries(value)) {
		const field = resource.fields[key];

		/* any links, each looked at by lib.mjs; objectType as above */
		if (key === 'links' || (key === 'attributes' &&
			resource.objectType))
			continue;
		if (field === undefined)
			bad.push(`${at}.${key}: ${name} has no such field`);
		else
			look(inner, kindOf(field.type, field.enum),
				`${at}.${key}`, bad);
	}
	return undefined;
}

const collections = { list: 'Collection', pages: 'Collection' };

function problems(route, json) {
	const bad = [];
	const { resource, shape } = route;

	if (shape === 'array' || collections[shape]) {
		const items = shape === 'array' ? json : json.items;

		if (!Array.isArray(items))
			return ['no list of items'];
		items.forEach((item, i) => look(item, kindOf(resource),
			`[${i}]`, bad));
	}
	if (collections[shape]) {
		const known = ['totalCount', 'items', 'links', 'attributes',
			...(shape === 'pages' ? ['continuationToken'] : [])];

		for (const key of Object.keys(json))
			if (!known.includes(key))
				bad.push(`${key}: not in a collection`);
	} else if (shape === 'one') {
		look(json, kindOf(resource), '', bad);
	} else if (shape === 'value') {
		if (!['string', 'boolean', 'number'].includes(typeof json))
			bad.push('no bare value');
	}
	return bad;
}

/* ---- links ---- */

function linksOf(value, found = []) {
	if (value === null || typeof value !== 'object')
		return found;
	if (typeof value.uri === 'string' && typeof value.method === 'string')
		found.push(value);
	Object.values(value).forEach((inner) => linksOf(inner, found));
	return found;
}

/* Ours are relative and without /v1; others stay others'. */
async function follow(w, n, json, bad) {
	for (const link of linksOf(json)) {
		const key = `${link.method} ${link.uri}`;
		const mine = `${n} ${key}`;

		if (link.uri.startsWith('http') || link.method !== 'GET')
			continue;
		w.followed[mine] ??= send(w.k, 'GET', `/v1${link.uri}`, {
			strict: false, headers: {
				Authorization: `Bearer ${await adminToken(w.k, n)}`,
				...Object.fromEntries(link.headers.map((h) =>
					[h.key, h.value])) } })
			.then((a) => a.status);
		const status = await w.followed[mine];

		if (status !== 200)
			bad.push(`${key} answers ${status}`);
	}
}

/* ---- one answer ---- */

export async function shapeCheck(w, route, a, gone) {
	const bad = [];

	equal(route.status, a.status, a.text);
	if (route.status !== 204)
		ok(a.headers['content-length'] !== undefined, 'Content-Length');
	ok(!a.text.startsWith('\ufeff'), 'no byte order mark');
	if (route.shape === 'nothing' || route.method === 'HEAD')
		return equal('', a.text);
	if (route.shape === 'bytes')
		return equal(route.resource, a.headers['content-type']);
	ok(a.text.length > 0, 'a body');
	bad.push(...problems(route, a.json));
	if (route.shape === 'one' && resources[route.resource]?.fields?.links &&
		a.json.links === undefined)
		bad.push('no links');
	if (route.shape === 'one' && resources[route.resource]?.objectType &&
		resources[route.resource].fields.attributes &&
		!a.json.attributes?.objectType)
		bad.push('no attributes.objectType');
	if (!gone)
		await follow(w, route.n, a.json, bad);
	equal([], [...new Set(bad.map((s) => s.replace(/\[\d+\]/g, '[]')))]);
	return undefined;
}

export const shapes = (w, route, ex) => !route.reads ? [] : [
	{ name: `${route.status} ${route.resource ?? 'without a body'}`,
		run: async () => shapeCheck(w, route, await ask(w.k, route,
			ex.ours)) }];
