/*
 * Looks at every page of every door. In the short form each page once, in one
 * language and theme, which take turns; in the long form in all of them.
 * Prints TAP, a line a look.
 */
import { startBrowser } from '../web/walk/lib.mjs';
import { ask } from '../web/lib.mjs';
import { discover, hrefs } from './discover.mjs';
import { allRules } from './inspect.mjs';
import { pages, routeOf, unnamed } from './routes.mjs';
import { first_view, later_view, sitDown, visit } from './visit.mjs';
import { startWorld, stopWorld } from './world.mjs';

const full = Boolean(process.env.KONTOR_FULL);
const themes = ['light', 'dark'];
/* a pattern of names, to look again at a few */
const only = process.env.KONTOR_A11Y_ONLY &&
	new RegExp(process.env.KONTOR_A11Y_ONLY);
let count = 0, failed = 0;

function tell(name, wrong) {
	count++;
	if (wrong.length > 0)
		failed++;
	console.log(`${wrong.length > 0 ? 'not ' : ''}ok ${count} - ${name}`);
	for (const line of wrong)
		console.log(line.replace(/^/gm, '# '));
}

/* As the menu on every page has them. */
async function languages(k) {
	const { text } = await k.people.one.get('/account');
	const found = [...text.matchAll(/name="to" value="([\w-]+)"/g)]
		.map((m) => m[1]);

	return [...new Set(found)];
}

/* Of the files that a page brings along, as transferred. */
async function assets(k) {
	const page = await ask(k, 'GET', '/signin');
	let bytes = 0;

	for (const [, path] of page.text.matchAll(
		/(?:href|src)="(\/static\/[^"]*)"/g)) {
		const answer = await ask(k, 'GET', path,
			{ headers: { 'Accept-Encoding': 'gzip' } });

		bytes += answer.bytes.length + 400; /* and the headers */
	}
	return bytes;
}

/* ---- what is looked at, by whom ---- */

/* Half of what the first sees, the second does: two lanes, two languages. */
function share(k, found) {
	let turn = 0;

	return found.map((at) => at.who === k.people.one && turn++ % 2 ?
		{ ...at, who: k.people.two } : at);
}

/* The looks of one person one after the other: languages together. */
function looks(k, found, locales) {
	const all = full ? found.flatMap((at) => locales.flatMap((locale) =>
		themes.map((theme) => ({ at, locale, theme })))) :
		found.map((at, i) => ({ at, locale: locales[i % locales.length],
			theme: themes[Math.floor(i / locales.length) % 2] }));
	const people = new Map();

	all.forEach((look, i) => people.set(look.at.who,
		[...people.get(look.at.who) ?? [], { ...look,
			n: full ? i : Math.floor(i / 2) }]));
	for (const list of people.values())
		list.sort((a, b) => locales.indexOf(a.locale) -
			locales.indexOf(b.locale));
	return [...people].sort((a, b) => b[1].length - a[1].length);
}

/* Links that the browser met and nobody has asked yet. */
async function askLinks(k, seat, met) {
	const wrong = [];

	for (const href of seat.links) {
		const url = new URL(href);
		const key = `${seat.who.name} ${url.pathname}${url.search}`;

		if (url.origin !== k.demo.base_url || met.has(key))
			continue;
		met.add(key);
		const answer = await seat.who.get(url.pathname + url.search);
		if (answer.status >= 400)
			wrong.push(`${url.pathname}${url.search} answers ` +
				answer.status);
	}
	return wrong;
}

async function lane(k, browser, left, met) {
	while (left.length > 0) {
		const [who, list] = left.shift();
		const seat = await sitDown(k, browser, who);

		for (const look of list) {
			const { at, locale, theme } = look;
			let wrong;

			try {
				wrong = [...await visit(seat, at, look),
					...await askLinks(k, seat, met)];
			} catch (error) {
				wrong = [String(error.stack)];
			}
			k.locales.add(locale);
			k.themes.add(theme);
			tell(`${who.name}: ${at.name}, ${locale}, ${theme}`, wrong);
		}
		await seat.context.close();
	}
}

/* ---- what holds for all of them together ---- */

function guards(found) {
	const seen = new Set(found.filter((at) => at.form === undefined)
		.map(({ path }) => routeOf(path)?.path));

	tell('every page that the program has is looked at', pages()
		.filter(({ path }) => !seen.has(path)).map(({ path }) =>
			`nobody looks at ${path}: a link to it, or a state in world.mjs`));
	tell('what is no page is a route', unnamed()
		.map((path) => `${path} is not there any more`));
	const refused = found.filter(({ status }) => status === 422).length;
	tell(`forms are sent with nothing in them: ${refused}`,
		refused >= 20 ? [] : ['fewer than twenty']);
}

function titles(found) {
	const by = new Map(), wrong = [];

	for (const { who, path, title } of found) {
		const route = routeOf(path);
		const key = `${route.door} ${title}`;
		const same = route.path.replace('/oauth2/v2.0/', '/oauth2/');

		if (by.has(key) && by.get(key).route !== same)
			wrong.push(`${path} and ${by.get(key).path} (${who.name}): ` +
				title);
		else
			by.set(key, { path, route: same });
	}
	tell('no two pages of a door have the same title', [...new Set(wrong)]);
}

async function deadRules(k, browser) {
	const seat = await sitDown(k, browser, k.people.nobody);

	await seat.page.goto('/signin');
	const all = await seat.page.evaluate(allRules);
	await seat.context.close();
	tell('the stylesheet holds no rule that no page needs', [...new Set(all)]
		.filter((name) => !k.rules_used.has(name)));
}

/* ---- all of it ---- */

const k = await startWorld();
let browser;
try {
	Object.assign(k, { rules_used: new Set(), locales: new Set(),
		themes: new Set(), assets: await assets(k) });
	const out = await discover(k), locales = await languages(k);
	const found = share(k, out.pages.filter(({ name }) =>
		!only || only.test(name)));
	const met = new Set();

	tell(`every link of every page leads somewhere (${out.asked} asked)`,
		out.broken);
	if (!only) {
		guards(found);
		titles(out.titles);
	}
	browser = await startBrowser();
	const left = looks(k, found, locales);
	await Promise.all([1, 2, 3].map(() => lane(k, browser, left, met)));
	if (!only) {
		tell(`all languages (${locales.join(' ')}) and both themes occur`,
			k.locales.size === locales.length && k.themes.size === 2 &&
				locales.length >= 6 ? [] : [[...k.locales].join(' ')]);
		await deadRules(k, browser);
	}
	console.log(`# the heaviest document has ${k.heaviest} bytes of ` +
		`${later_view}, with all assets ${k.heaviest + k.assets} of ` +
		first_view);
} catch (error) {
	console.log(`Bail out! ${error.stack}`);
	failed++;
} finally {
	await browser?.close();
	await stopWorld(k);
}
console.log(`1..${count}`);
process.exitCode = failed > 0 ? 1 : 0;
