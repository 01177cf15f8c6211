/* Who may: tokens, roles, programs, and whose objects. */
import { equal, ok, uuid } from '../../api/lib.mjs';
import { ask, bytes, bytesOf, dry, never } from '../table.mjs';

export function tokens(w, route, ex) {
	if (route.permission === 'MAY_ANYONE')
		return [];
	return Object.entries(w.bad_tokens).map(([name, value]) => ({ name,
		run: async () => {
			const sent = { 'MS-RequestId': uuid(),
				'MS-CorrelationId': uuid(),
				...(value && { Authorization: value }) };
			const a = await ask(w.k, route, ex.ours,
				{ token: null, headers: sent });

			equal(401, a.status, a.text);
			ok(a.headers['www-authenticate']?.startsWith('Bearer'),
				'WWW-Authenticate');
			equal([sent['MS-RequestId'], sent['MS-CorrelationId']],
				[a.headers['ms-requestid'],
					a.headers['ms-correlationid']]);
			if (route.method !== 'HEAD')
				equal(/^no (token|bearer)|^an empty/.test(name) ?
					800001 : 400, a.json.code, a.text);
		} }));
}

const forbidden = (route, a) => {
	equal(403, a.status, a.text);
	if (route.method !== 'HEAD')
		equal(900150, a.json.code, a.text);
};

/* Roles that do not give it; a program where a person is wanted. */
export function roles(w, route, ex) {
	const cases = [];
	const add = (name, run) => cases.push({ name, run });

	for (const [role, token] of Object.entries(w.users))
		if (!route.anyRole && !route.roles.includes(role))
			add(`a user of ${role}`, async () => forbidden(route,
				await ask(w.k, route, ex.ours, { token })));
	if (route.caller === 'user_only')
		add('a program alone', async () => forbidden(route,
			await ask(w.k, route, ex.ours, { token: w.program })));
	if (route.permission !== 'MAY_ANYONE')
		add(route.caller === 'any' ? 'a strict tenant lets programs' :
			'a program in a strict tenant', async () => {
			const mine = route.n === 1 ? ex.ours : ex.theirs;
			const a = await ask(w.k, route, mine,
				{ token: w.strict_program, query: route.reads ?
					undefined : dry(mine) });

			if (route.caller !== 'any')
				return forbidden(route, a);
			equal(route.status, a.status, a.text);
		});
	return cases;
}

/* The example with another value in a hole, and in the body where it is. */
function swapped(ex, hole, value) {
	const old = String(ex.params[hole]);
	const change = { params: { [hole]: value } };

	if (ex.body !== undefined && old.length > 6)
		change.body = bytesOf(ex.body)
			.replaceAll(JSON.stringify(old), JSON.stringify(value));
	return change;
}

/* What was sent may be told again; else nothing may differ. */
const plain = (a, value) => bytes(a).replaceAll(value, '(sent)');

/*
 * What is another partner's, or of another customer, answers like what never
 * was; a hole whose value is the same for everybody names no object of theirs.
 */
export function strangers(w, route, ex) {
	const cases = [];
	const call = (hole, value) => ask(w.k, route, ex.ours,
		swapped(ex.ours, hole, value));

	for (const hole of route.holes.filter((h) => !ex.ours.free?.[h])) {
		const places = Object.entries({ 'another partner\'s': ex.theirs,
			...(hole !== 'customer' &&
				route.holes.includes('customer') && {
				'another customer\'s': ex.beside }) });

		cases.push({ name: `a {${hole}} that never was`,
			run: async () => {
				const a = await call(hole, ex.ours.never?.[hole] ??
					never(String(ex.ours.params[hole])));

				ok(a.status >= 400 && a.status !== 401,
					`${a.status} ${a.text}`);
				if (hole === 'customer')
					equal([403, 20002], [a.status,
						a.json?.code], a.text);
			} });
		for (const [whose, place] of places) {
			const value = String(place.params[hole]);
			const unknown = never(value);

			if (value === String(ex.ours.params[hole]) ||
				ex.ours.taken?.[hole])
				continue;
			cases.push({ name: `${whose} {${hole}}`, run: async () => {
				const a = await call(hole, value);
				const b = await call(hole, unknown);

				ok(a.status >= 400, `${a.status} ${a.text}`);
				equal(plain(b, unknown), plain(a, value));
			} });
		}
	}
	return cases;
}
