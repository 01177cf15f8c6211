/*
 * Lighthouse on the main pages of each door: accessibility and best practices
 * are 100, performance is told. Prints TAP, a line a page.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { startServer } from '../api/lib.mjs';
import { guest, operator, person, purchase } from '../web/lib.mjs';
import { web } from './visit.mjs';

const load = (name) => import(pathToFileURL(web.resolve(name)));
const { chromium } = (await load('playwright-core')).default;
const { default: lighthouse } = await load('lighthouse');
const full = Boolean(process.env.KONTOR_FULL);

/* Nothing is left out: loopback counts as safe without TLS. */
const wanted = { accessibility: 100, 'best-practices': 100 };

const freePort = () => new Promise((resolve) => {
	const server = net.createServer().listen(0, '127.0.0.1', () => {
		const { port } = server.address();
		server.close(() => resolve(port));
	});
});

/* Those of the short form stand first at each door. */
async function pages(k) {
	const who = await person(k, 'anneke'), op = await operator(k);
	const them = await guest(k, 'Travem'), nobody = { cookies: new Map() };
	const it = await purchase(k, who, 'Travem', 'SQL Server 2019 Standard');
	const of = `/customers/${it.customer}`;
	const all = [
		[who, ['/', it.list, `${it.path}/cancel`, '/billing'], ['/customers',
			of, `${of}/orders/${it.order}`, `${of}/products`, '/support/new',
			'/account', '/activity', '/help']],
		[them, ['/portal/billing/products/software'], ['/portal/help',
			'/portal/activity', '/portal/account/security']],
		[op, ['/operator', '/operator/partners'], ['/operator/requests',
			'/operator/editions', '/operator/keys', '/operator/imports']],
		[nobody, ['/signin', '/reference'], ['/forgot',
			'/operator/sign-in', '/reference/carts']],
	];

	return all.flatMap(([one, short, long]) => [...short, ...full ? long : []]
		.map((path) => ({ who: one, path })));
}

/* Chromium as it is started by hand, so that Lighthouse finds its cookies. */
async function startBrowser(port) {
	const dir = mkdtempSync(join(tmpdir(), 'kontor-lighthouse-'));
	const context = await chromium.launchPersistentContext(dir, {
		executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
		args: ['--no-sandbox', '--disable-gpu', '--disable-quic',
			'--no-first-run', '--disable-background-networking',
			'--disable-component-update', '--disable-sync',
			`--remote-debugging-port=${port}`] });

	return { context, close: async () => {
		await context.close();
		rmSync(dir, { recursive: true, force: true });
	} };
}

async function judge(k, browser, port, { who, path }) {
	await browser.context.clearCookies();
	await browser.context.addCookies([...who.cookies].map(([name, value]) =>
		({ name, value, domain: '127.0.0.1',
			path: name.includes('operator') ? '/operator' : '/' })));
	const { lhr } = await lighthouse(k.demo.base_url + path, { port,
		logLevel: 'error', disableStorageReset: true,
		disableFullPageScreenshot: true, formFactor: 'desktop',
		onlyCategories: [...Object.keys(wanted), 'performance'],
		throttlingMethod: 'provided', screenEmulation: { mobile: false,
			width: 1280, height: 900, deviceScaleFactor: 1,
			disabled: false } });
	const score = (id) => Math.round(lhr.categories[id].score * 100);
	const wrong = lhr.runtimeError ? [lhr.runtimeError.message] : [];

	if (new URL(lhr.finalDisplayedUrl).pathname !== path)
		wrong.push(`it ended at ${lhr.finalDisplayedUrl}`);
	for (const [id, least] of Object.entries(wanted))
		if (!(score(id) >= least))
			wrong.push(`${id} ${score(id)}: ` + lhr.categories[id].auditRefs
				.map((ref) => ({ ref, audit: lhr.audits[ref.id] }))
				.filter(({ ref, audit }) => ref.weight > 0 &&
					audit.score !== null && audit.score < 1)
				.map(({ audit }) => `${audit.id} (${audit.title}) ` +
					(audit.details?.items ?? []).slice(0, 3)
						.map((item) => item.node?.snippet ??
							item.description ?? item.issueType ?? '')
						.join(' ')).join('; '));
	return { wrong, speed: score('performance') };
}

const k = await startServer();
const port = await freePort();
let browser, count = 0, failed = 0;
try {
	const list = await pages(k);

	browser = await startBrowser(port);
	for (const page of list) {
		const { wrong, speed } = await judge(k, browser, port, page)
			.catch((error) => ({ wrong: [String(error.stack)] }));

		count++;
		failed += wrong.length > 0;
		console.log(`${wrong.length > 0 ? 'not ' : ''}ok ${count} - ` +
			`Lighthouse: accessibility and best practices are 100 at ${
				page.path.replace(/[0-9a-f-]{36}|[0-9A-Za-z]{33}(-\d)?/g,
					'…')}`);
		for (const line of wrong)
			console.log(line.replace(/^/gm, '# '));
		console.log(`# performance ${speed}`);
	}
} catch (error) {
	console.log(`Bail out! ${error.stack}`);
	failed++;
} finally {
	await browser?.close();
	await k.stop();
}
console.log(`1..${count}`);
process.exitCode = failed > 0 ? 1 : 0;
