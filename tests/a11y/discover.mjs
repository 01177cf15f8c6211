/*
 * What there is to look at: from the start of each door along the links, by
 * plain requests. Every address that stands on a page is asked once and must
 * be there; of each route, and of each set of names in its query, the first is
 * kept for the browser. Forms are sent with nothing typed into them: where
 * that is refused, the refusal is a page to look at, too.
 */
import { ask, words } from '../web/lib.mjs';
import { routeOf } from './routes.mjs';

const each_shape = 2; /* addresses followed for their links */

const unescape = (text) => text.replace(/&amp;/g, '&').replace(/&#39;/g, '\'')
	.replace(/&quot;/g, '"').replace(/&lt;/g, '<').replace(/&gt;/g, '>');
const attribute = (tag, name) =>
	unescape(new RegExp(` ${name}="([^"]*)"`).exec(tag)?.[1] ?? '');

/* Route and names of the query: "/customers ?q&country". */
export const shapeOf = (path) => `${routeOf(path)?.path} ?${
	[...new URL(path, 'http://k').searchParams.keys()].sort().join('&')}`;

export const hrefs = (html, at) => [...html.matchAll(
	/<(?:a|link)\b[^>]* href="([^"]*)"/g)].map((m) => unescape(m[1]))
	.filter((href) => /^[/?]/.test(href))
	.map((href) => href.startsWith('?') ? at.split('?')[0] + href : href)
	.map((href) => href.split('#')[0]);

/* ---- links ---- */

async function follow(k, who, starts, out, keep = () => true) {
	const seen = new Set(starts), shapes = new Map(), left = [...starts];

	while (left.length > 0) {
		const path = left.shift();
		const shape = shapeOf(path), n = shapes.get(shape) ?? 0;
		const answer = await who.get(path);

		out.asked++;
		if (answer.status >= 400)
			out.broken.push(`${who.name}: ${path} answers ` +
				`${answer.status} (from ${out.from.get(path) ?? 'here'})`);
		if (answer.status !== 200 ||
			!answer.headers['content-type']?.startsWith('text/html'))
			continue;
		shapes.set(shape, n + 1);
		if (n === 0 && keep(path))
			out.pages.push({ who, name: shape, path, shape });
		out.titles.push({ who, path, title:
			/<title>([^<]*)</.exec(answer.text)?.[1] });
		if (n < each_shape) {
			out.documents.push({ who, path, html: answer.text });
			for (const href of hrefs(answer.text, path))
				if (!seen.has(href) && routeOf(href)) {
					seen.add(href);
					out.from.set(href, path);
					left.push(href);
				}
		}
	}
}

/* ---- forms ---- */

const controls = /<(input|select|textarea)\b[^>]*>/g;
const typed = /^(text|email|search|tel|url|number|date|password|file|)$/;
/* They move what others stand on, or end the session. */
const never = /\/(language|signout|sign-out|clock|end|demand)$/;

/* A form of the page as it is, but with nothing in what is typed. */
function blank(html) {
	const form = {};
	let asks = false;

	for (const [tag, kind] of html.matchAll(controls)) {
		const name = attribute(tag, 'name'), type = attribute(tag, 'type');

		if (name === '' || name === '_csrf' || name === '_form')
			continue;
		if (kind === 'textarea' || (kind === 'input' && typed.test(type))) {
			form[name] = '';
			asks = true;
		} else if (kind === 'input' && type === 'hidden') {
			form[name] = attribute(tag, 'value');
		}
	}
	return asks ? form : null;
}

/* Where a form with nothing in it is refused with a page. */
async function refusals(k, out) {
	const tried = new Set();

	for (const { who, path, html } of out.documents)
		for (const [all, tag] of html.matchAll(
			/(<form\b[^>]*>)[\s\S]*?<\/form>/g)) {
			const action = attribute(tag, 'action') || path.split('?')[0];
			const form = blank(all), shape = `${who.name} ${shapeOf(action)}`;

			if (attribute(tag, 'method') !== 'post' || form === null ||
				never.test(action) || tried.has(shape) || who.nobody ||
				who.name === 'jonas' || who.name === 'fresh')
				continue;
			tried.add(shape);
			const file = tag.includes('multipart') ? null : undefined;
			const answer = await ask(k, 'POST', action, { file,
				cookies: who.cookies, form: { _csrf: who.csrf, ...form } });
			if (answer.status >= 500)
				out.broken.push(`${who.name}: an empty form to ${action} ` +
					`answers ${answer.status}: ${words(answer.text)}`);
			if (answer.status === 422)
				out.pages.push({ who, path: action, form, status: 422,
					multipart: file === null,
					name: `nothing typed into ${routeOf(action)?.path ??
						action}`, shape: `POST ${shape}` });
		}
}

/* Where a tenant without anything sees something else. */
const empty = new RegExp('^/(customers|billing|billing/invoices|support|' +
	'activity|account/(users|applications|webhooks|notifications))?$');

/* { pages, broken, asked }: pages are { who, name, path, form?, status? }. */
export async function discover(k) {
	const { one, op, travem, fresh, nobody, jonas } = k.people;
	const out = { pages: [], broken: [], documents: [], asked: 0,
		titles: [],
		from: new Map() };

	for (const [name, who] of Object.entries(k.people))
		who.name = name;
	for (const { who } of k.states)
		who.name ??= who.user?.email ?? 'halfway';
	out.pages.push(...k.states);
	const states = (who) => k.states.filter((s) => s.who === who && !s.form)
		.map((s) => s.path).filter((path) => !path.startsWith('/nowhere') &&
			!/nowhere|00000000-|from=yesterday|\/none$/.test(path));

	await follow(k, one, ['/', ...states(one)], out, (path) => !k.states
		.some((s) => s.who === one && s.path === path && !s.form));
	await follow(k, jonas, ['/'], out, () => false);
	await follow(k, travem, ['/portal', '/portal/help'], out);
	await follow(k, op, ['/operator', ...states(op)], out,
		(path) => !states(op).includes(path));
	await follow(k, fresh, ['/'], out, (path) => empty.test(path));
	await follow(k, nobody, ['/signin', '/operator/sign-in', '/reference',
		...states(nobody)], out, (path) => !states(nobody).includes(path));
	await refusals(k, out);
	return out;
}
