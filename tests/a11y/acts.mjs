/*
 * What making a world takes: people by their passwords and codes, carts,
 * answers that must be what they are.
 */
import { createHmac } from 'node:crypto';

import { admin } from '../api/lib.mjs';
import { ask, equal, value, words } from '../web/lib.mjs';

export const went = (answer, status = 303) => {
	equal(status, answer.status, words(answer.text).slice(-900));
	return answer.headers?.location;
};
export const found = (pattern, answer) => {
	const match = pattern.exec(answer.text);

	if (!match)
		throw new Error(`no ${pattern} in ${words(answer.text)}`);
	return match[1];
};

export const visitor = (k, cookies = new Map()) => ({ cookies, nobody: true,
	get: (path, headers) => ask(k, 'GET', path, { cookies, headers }),
	bare: (path, form) => ask(k, 'POST', path, { form, cookies }) });

/* Half signed in: the password was right, something else is asked for. */
export async function halfway(k, user, back = '/') {
	const who = visitor(k);
	const page = await who.get('/signin');
	const to = went(await who.bare('/signin', { _form: value(page, '_form'),
		email: user.email, password: user.password, back }));

	equal('/signin/next', to.split('?')[0]);
	return who;
}

/* RFC 6238 of a secret as it is shown. */
export function totp(secret, later = 0) {
	const bits = [...secret.replace(/ /g, '')].map((c) =>
		'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2)
			.padStart(5, '0')).join('');
	const step = Buffer.alloc(8);

	step.writeBigUInt64BE(BigInt(Math.floor((Date.now() / 1000 +
		later) / 30)));
	const mac = createHmac('sha1', Buffer.from(bits.match(/.{8}/g)
		.map((b) => parseInt(b, 2)))).update(step).digest();
	return String((mac.readUInt32BE(mac[19] & 15) & 0x7fffffff) % 1000000)
		.padStart(6, '0');
}

export async function enrol(who, door = '') {
	const at = `${door}/account/security/second-factor`;

	went(await who.post(at));
	const secret = found(/<code class="id full">([A-Z2-7 ]+)</,
		await who.get(at));
	went(await who.post(`${at}/confirm`, { password: who.user.password,
		code: totp(secret) }), 200);
	who.secret = secret;
}

/* ---- what is bought ---- */

export const house = (k, name, n = 0) => k.demo.partners[n].customers
	.find((c) => c.name.startsWith(name));
const item = async (k, country, n = 0) => (await admin(k, n).get(
	`/products/KS19WSSTD001/skus/0001/availabilities?country=${country}`))
	.json.items[0].catalogItemId;

export async function cart(k, customer, n = 0) {
	const made = await admin(k, n).post(`/customers/${customer.id}/carts`, {
		lineItems: [{ catalogItemId: await item(k, customer.country, n),
			quantity: 2 }] });

	equal(201, made.status, made.text);
	return { path: `/customers/${customer.id}/carts/${made.json.id}`,
		checkout: async () => (await admin(k, n).post(
			`/customers/${customer.id}/carts/${made.json.id}/checkout`))
			.json.orders[0].id };
}
