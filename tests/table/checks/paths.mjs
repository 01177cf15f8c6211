/* Addresses: wrong methods, unknown paths, other spellings of the same. */
import { equal, ok } from '../../api/lib.mjs';
import { ask, dry, pathOf, queryOf, serves, shapeOf } from '../table.mjs';

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

export function unknown(w, route, ex) {
	const path = pathOf(route, ex.ours.params);
	const cases = [];
	const add = (name, change) => cases.push({ name, run: async () => {
		const a = await ask(w.k, route, ex.ours, change);

		equal(404, a.status, a.text);
		if ((change.method ?? route.method) !== 'HEAD')
			equal(1000, a.json.code, a.text);
	} });

	for (const method of methods)
		if (!serves(w.table, method, path))
			add(`method ${method}`, { method });
	for (const more of ['/nosuch', '/nosuch/nosuch/nosuch'])
		if (!serves(w.table, route.method, path + more))
			add(`${more} below it`, { path: path + more });
	return cases;
}

/* Holes stay as they are, but for GUIDs, which have no case. */
const loud = (route, params) => route.path.toUpperCase()
	.replace(/\{(\w+)\*?\}/g, (whole, hole) => {
		const name = route.holes.find((h) => h.toUpperCase() === hole);
		const value = encodeURIComponent(params[name]);

		return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value) ?
			value.toUpperCase() : value;
	});

const spelled = (query, spell) => queryOf(Object.fromEntries(
	Object.entries(query).map(([name, value]) => [spell(name), value])));

/* A good value for each field of the query that the example leaves out. */
function someQuery(route, example) {
	const query = { ...example.query };

	for (const field of route.query) {
		if (query[field.name] !== undefined)
			continue;
		if (field.kind === 'choice')
			query[field.name] = field.choices[0];
		if (field.kind === 'bool')
			query[field.name] = 'false';
	}
	delete query.seekOperation; /* wants a token */
	return query;
}

/* Writes are spelled in dry runs: the same status and answer, no change. */
export function spellings(w, route, ex) {
	const path = pathOf(route, ex.ours.params);
	const query = route.reads ? someQuery(route, ex.ours) :
		dry(ex.ours, someQuery(route, ex.ours));
	const variants = {
		'the path in capitals': { path: loud(route, ex.ours.params) },
		'the path with //': { path: path.replaceAll('/', '//') },
		'// behind /v1': { path: path.replace('/v1/', '/v1//') },
		'a / at the end': { path: `${path}/` },
		'// at the end': { path: `${path}//` },
		'an unknown name in the query': { query: { ...query,
			zzUnknown: '1' } },
		'query names in capitals': { raw: spelled(query,
			(name) => name.toUpperCase()) },
		'query names in small letters': { raw: spelled(query,
			(name) => name.toLowerCase()) },
		'query names in PascalCase': { raw: spelled(query,
			(name) => name[0].toUpperCase() + name.slice(1)) },
	};

	return Object.entries(variants).map(([name, change]) => ({ name,
		run: async () => {
			const straight = await ask(w.k, route, ex.ours, { query });
			const other = await ask(w.k, route, ex.ours,
				{ query, ...change });

			ok(straight.status < 400, `${straight.status} ` +
				`${straight.text}`);
			equal(shapeOf(straight), shapeOf(other));
		} }));
}
