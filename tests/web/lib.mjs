/*
 * People who use the dashboard without script: they sign in, follow links and
 * send forms as a browser does.
 *
 *   import { test, equal, person } from './lib.mjs';
 *   test('a page is there', async (k) => {
 *           equal(200, (await (await person(k, 'anneke')).get('/')).status);
 *   });
 */
import http from 'node:http';
import { gunzipSync } from 'node:zlib';

import { equal, ok } from '../api/lib.mjs';

export { equal, ok, runFiles, startServer, test, testNames }
	from '../api/lib.mjs';

const entities = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
const unescape = (text) =>
	text.replace(/&(amp|lt|gt|quot|#39);/g, (_, name) => entities[name]);

/* What a reader sees of a piece of a page. */
export const words = (html) => unescape(html.replace(/<[^>]*>/g, ' '))
	.replace(/\s+/g, ' ').trim();
export const dialog = (answer) =>
	words(/<dialog[\s\S]*<\/dialog>/.exec(answer.text)?.[0] ?? '');
export const value = (answer, name) => unescape(
	new RegExp(`name="${name}" value="([^"]*)"`).exec(answer.text)?.[1] ?? '');
export const copied = (answer) => unescape(
	/data-copy="([^"]*)"/.exec(answer.text)?.[1] ?? '');

/* A form with a file, as multipart/form-data. file: { field, name, bytes }, or
 * several of them. */
function multipart(form, file) {
	if (Array.isArray(file))
		return severalFiles(form, file);
	const line = '----kontor7MA4YWxkTrZu0gW';
	const parts = Object.entries(form).map(([name, text]) =>
		`--${line}\r\nContent-Disposition: form-data; name="${name}"` +
			`\r\n\r\n${text}\r\n`);

	return { type: `multipart/form-data; boundary=${line}`,
		body: Buffer.concat([Buffer.from(parts.join('') + (file ?
			`--${line}\r\nContent-Disposition: form-data; name="` +
			`${file.field}"; filename="${file.name}"\r\nContent-Type: ` +
			'application/octet-stream\r\n\r\n' : '')),
		Buffer.from(file?.bytes ?? ''),
		Buffer.from(`${file ? '\r\n' : ''}--${line}--\r\n`)]) };
}

function severalFiles(form, files) {
	const line = '----kontor7MA4YWxkTrZu0gW';
	const head = (name, more = '') => Buffer.from(`--${line}\r\n` +
		`Content-Disposition: form-data; name="${name}"${more}\r\n\r\n`);
	const parts = Object.entries(form).flatMap(([name, text]) =>
		[head(name), Buffer.from(`${text}\r\n`)]);

	for (const file of files)
		parts.push(head(file.field, `; filename="${file.name}"`),
			Buffer.from(file.bytes), Buffer.from('\r\n'));
	return { type: `multipart/form-data; boundary=${line}`,
		body: Buffer.concat([...parts, Buffer.from(`--${line}--\r\n`)]) };
}

/* path: with its query. form: an object, or null; with file (or file: null)
 * it is sent as multipart/form-data. */
export function ask(k, method, path,
	{ form, file, headers = {}, cookies } = {}) {
	const upload = file === undefined ? null : multipart(form, file);
	const body = upload ? upload.body :
		form ? new URLSearchParams(form).toString() : null;
	const all = { ...headers };

	if (cookies?.size)
		all.Cookie = [...cookies].map(([a, b]) => `${a}=${b}`).join('; ');
	if (body !== null)
		all['Content-Type'] = upload?.type ??
			'application/x-www-form-urlencoded';
	return new Promise((resolve, reject) => {
		const request = http.request({ host: k.host, port: k.port, method,
			path, headers: all }, (response) => {
			const parts = [];
			response.on('data', (part) => parts.push(part));
			response.on('end', () => {
				for (const line of response.headers['set-cookie'] ?? []) {
					const [name, text] = line.split(';')[0].split('=');
					cookies?.set(name, text);
				}
				const bytes = Buffer.concat(parts);
				const { statusCode: status, headers: got } = response;
				const plain = got['content-encoding'] === 'gzip' ?
					gunzipSync(bytes) : bytes;
				resolve({ status, bytes, headers: got,
					text: plain.toString() });
			});
		});
		request.on('error', reject);
		request.end(body);
	});
}

async function signedIn(k, user, back, page, door = '/signin') {
	const cookies = new Map();
	const get = (path, headers) => ask(k, 'GET', path, { headers, cookies });
	const bare = (path, form) => ask(k, 'POST', path, { form, cookies });
	const form = await get(`${door}?back=${encodeURIComponent(back)}`);
	let answer = await bare(door, { _form: value(form, '_form'),
		email: user.email, password: user.password, back });

	equal(303, answer.status, `${user.email} signs in`);
	if (answer.headers.location.startsWith('/signin/next') && user.own) {
		const step = await get(`/signin/password?back=${
			encodeURIComponent(back)}`);

		answer = await bare('/signin/password', {
			_form: value(step, '_form'), back, password: user.own,
			again: user.own });
		equal(303, answer.status, `${user.email} chooses a password`);
		user.password = user.own;
	}
	const csrf = value(await get(page), '_csrf');
	const post = (path, form = {}) => bare(path, { _csrf: csrf, ...form });
	const send = (path, form, file) => ask(k, 'POST', path, { cookies,
		form: { _csrf: csrf, ...form }, file: file ?? null });
	return { get, post, send, bare, user, cookies, csrf, landed: answer.headers.location };
}

/* Signed in; by the beginning of the e-mail address. user.own: a password to
 * choose when the one there is was only given. */
export const person = (k, name) => signedIn(k,
	k.demo.partners.flatMap((p) => p.users)
		.find((u) => u.email.startsWith(name)), '/', '/account');

/* Who runs the programme, in its console. */
export const operator = (k, back = '/operator') =>
	signedIn(k, k.demo.operator_users[0], back, '/operator',
		'/operator/sign-in');

/* A user of a customer, by its role; house: beginning of the name. */
export function guest(k, house, role = 'customer_global_admin', back = '/') {
	const { users } = k.demo.partners.flatMap((p) => p.customers)
		.find((c) => c.name.startsWith(house));

	return signedIn(k, users.find((u) => u.roles.includes(role)), back,
		'/portal/help');
}

/* { customer, id } of a purchase, by the beginnings of both names. */
export async function purchase(k, who, customer, product, partner = 0) {
	const found = k.demo.partners[partner].customers
		.find((c) => c.name.startsWith(customer));
	const page = await who.get(`/customers/${found.id}/software`);

	for (const [row, id] of page.text.matchAll(
		/<tr id="line-([^"]+)"[\s\S]*?<\/tr>/g))
		if (words(row).startsWith(product))
			return { customer: found.id, id, order: id.replace(/-\d+$/, ''),
				list: `/customers/${found.id}/software`,
				path: `/customers/${found.id}/software/${id}`,
				row: words(row) };
	throw new Error(`${customer} has no ${product}`);
}

/* Until the returned function is called, the tenant's clock stands there. */
export async function clockAt(who, day, time = '09:24:00') {
	const answer = await who.post('/clock', { day, time, back: '/account' });

	equal(303, answer.status);
	return async () => ok((await who.post('/clock',
		{ step: 'real', back: '/account' })).status === 303);
}

/* The Global admin of a partner that was just added and has nothing yet. */
export async function newcomer(k, word) {
	const op = await operator(k);
	const password = 'seagull harbour lantern 7';
	const user = { email: `first@${word}.example`, password };
	const made = await op.post('/operator/partners/new', {
		name: `House ${word}`, domain: `${word}.example`, country: 'SE',
		city: 'Visby', currency: 'SEK', culture: 'en-US', mpn_id: '6001',
		csp_enrolled: '1', admin_name: 'Signhild Ek',
		admin_email: user.email });
	const link = /value="(https?:\/\/[^"]*)"/.exec(made.text)?.[1];
	const cookies = new Map();
	const { pathname } = new URL(link);
	const form = await ask(k, 'GET', pathname, { cookies });

	equal(200, (await ask(k, 'POST', pathname, { cookies, form: {
		_form: value(form, '_form'), password, again: password } })).status);
	return signedIn(k, user, '/', '/account');
}
