/*
 * Every kind of page of a door, found by following links: one address for each
 * pattern, "/customers/*", so that a new page is looked at without being named
 * anywhere.
 */
import { full, guest, operator, person, visitor } from './people.mjs';

const guid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;
const unescape = (text) => text.replaceAll('&amp;', '&')
	.replaceAll('&#39;', "'").replaceAll('&quot;', '"');

/* Addresses that look alike lead to the same kind of page. Of the query, only
 * what opens something counts. */
function pattern(url) {
	const path = url.pathname.replace(guid, '*')
		.replace(/\/(?=[^/]*\d)[A-Za-z0-9_.:%-]{4,}(?=\/|$)/g, '/*')
		.replace(/^(\/(reference|help|guide)\/)[^/]+/, '$1*');
	const opens = ['open', 'order', 'clock', 'view', 'placed']
		.filter((name) => url.searchParams.has(name));

	return `${path}?${opens}`;
}

const leaves = /\/(export|download|file|pdf|csv)\b|\.(pdf|csv|xlsx|svg|json|txt)$|^\/d\//;

/* [{ path, html, title }], the starts first. */
export async function crawl(w, starts) {
	const seen = new Set(), pages = [];
	const queue = starts.map((path) => [path, true]);

	for (const [path, start] of queue) {
		const url = new URL(path, w.k.base);
		const key = start ? path : pattern(url);

		if (seen.has(key) || seen.has(pattern(url)) && !start ||
			leaves.test(url.pathname))
			continue;
		seen.add(key);
		seen.add(pattern(url));
		const answer = await w.context.request.get(path);
		if (!/^text\/html/.test(answer.headers()['content-type'] ?? ''))
			continue;
		const html = await answer.text();
		pages.push({ path, html, status: answer.status(),
			title: /<title>([^<]*)/.exec(html)?.[1] });
		for (const [, href] of html.matchAll(/<a\b[^>]*?href="([^"]+)"/g)) {
			const to = new URL(unescape(href), new URL(path, w.k.base));
			if (to.origin === w.k.base && !to.pathname.startsWith('/signout'))
				queue.push([`${to.pathname}${to.search}`, false]);
		}
	}
	return pages;
}

/* Each door: who walks it, and its pages. Found once a run. */
const doors = {
	partner: { open: (k, options) => person(k,
		['admin_agent', 'global_admin'], options),
	starts: ['/', '/customers', '/customers/new', '/support/new', '/account', '/search',
		'/search?q=server'] },
	portal: { open: (k, options) => guest(k, 'Dorpat', options),
		starts: ['/portal', '/portal/search?q=sql'] },
	operator: { open: operator, starts: ['/operator', '/operator/search?q=server'] },
	outside: { open: visitor, starts: ['/signin', '/signin?back=/portal',
		'/operator/sign-in', '/forgot', '/no/such/page'] },
};
export const doorNames = Object.keys(doors);
export const open = (k, door, options) => doors[door].open(k, options);

export async function pagesOf(k, door) {
	k.pages ??= {};
	if (!k.pages[door]) {
		const w = await open(k, door);
		k.pages[door] = await crawl(w, doors[door].starts);
		await w.close();
	}
	return k.pages[door];
}

/* The pages where people spend their day. */
const main_paths = [/^\/$/, /^\/customers$/, /^\/customers\/new$/,
	/^\/billing$/, /^\/support\/new$/, /^\/activity$/, /\/software\/.*\/cancel/,
	/\/software\?open=/, /\/products$/, /\/orders\/[^/]+$/, /^\/portal$/,
	/^\/portal\/.*open=/, /^\/operator$/, /^\/operator\/keys$/,
	/^\/operator\/imports$/, /^\/signin$/, /^\/operator\/partners\/new$/,
	/\/users\/[^/]+\/delete$/];
export const main = (pages) => pages.filter(({ path }) =>
	main_paths.some((pattern) => pattern.test(path)));

/* In the short form: these, and every eighth of the others. */
export const some = (pages) => full ? pages : pages.filter((page, i) =>
	i % 8 === 0 || main([page]).length > 0);
