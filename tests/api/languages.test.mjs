/*
 * Errors and localised fields in six languages, and that no language has rules
 * of its own: each place where a local text once turned a rule around (D-nn,
 * requirements, "Where local text and English differ") has a test here.
 */
import { execFileSync } from 'node:child_process';

import { admin, equal, expectError, ok, partner, send, test, token, unknown_id,
	withRole } from './lib.mjs';
import { catalogue, messages, tags, translated } from './catalogues.mjs';
import { reservation, server2019, shop, sql_year, suse, timed, windows7 }
	from './shop.mjs';

const said = Object.fromEntries(translated.map((tag) =>
	[tag, catalogue(tag)]));
const in_ = (tag, key) => {
	const found = said[tag].get(key);

	ok(found, `${tag} has “${key}”`);
	return found.forms.join(' / ');
};
/* All that a language says, each with its English. */
const every = (tag) => [...said[tag].values()]
	.map((m) => ({ english: m.text, text: m.forms.join(' / ') }));

/* ---- which language ---- */

const page = 'Page {page} of {pages}';
const letters = { 'pt-BR': /[ãõçáéíóúê]/, 'ru-RU': /[А-я]/, 'zh-CN': /[一-鿿]/,
	'es-ES': /[áéíóúñ¿]|\b(el|la|no|este)\b/i, 'sv-SE': /[åäö]/ };

test('R-132: an error is told in the language of X-Locale, else of ' +
	'Accept-Language', async (k) => {
	const path = `/customers/${unknown_id}`;
	const descriptions = new Set();

	for (const tag of tags) {
		const a = await admin(k).get(path, { 'X-Locale': tag });
		const b = await admin(k).get(path, { 'Accept-Language':
			`tlh, ${tag};q=0.9, ${tag === 'en-US' ? 'sv' : 'en'};q=0.1` });
		const c = await admin(k).get(path, { 'X-Locale': tag,
			'Accept-Language': tag === 'en-US' ? 'sv' : 'en' });

		for (const answer of [a, b, c]) {
			equal([403, 20002], [answer.status, answer.json.code]);
			equal(a.json.description, answer.json.description);
			equal(tag, answer.headers['content-language']);
		}
		descriptions.add(a.json.description);
	}
	equal(6, descriptions.size);
});

test('R-132: a language that we do not have is American English', async (k) => {
	const a = await admin(k).get(`/customers/${unknown_id}`,
		{ 'X-Locale': 'tlh-KX', 'Accept-Language': 'sv-SE' });

	equal('en-US', a.headers['content-language']);
	equal('There is no such customer.', a.json.description);
});

test('R-132: each error has words of its own in every language', () => {
	/* nothing but holes and signs */
	const alike = (text) => !/[A-Za-z]/.test(text.replace(/\{\w+\}/g, ''));

	for (const tag of translated) {
		const errors = messages(tag)
			.filter((m) => m.files.includes('src/base/error.def'));

		ok(errors.length > 200, `${errors.length} errors`);
		for (const { text, forms } of errors)
			for (const form of forms)
				ok((form !== '' && form !== text) || alike(text),
					`${tag}: ${text}`);
		const own = errors.filter((m) => letters[tag].test(m.forms.join()));
		ok(own.length > errors.length * 0.8, `${tag}: ${own.length}`);
	}
});

test('R-132: the same refusals over REST in six languages', async (k) => {
	const calls = [
		[404, 1000, (headers) => admin(k).get('/no/such', headers)],
		[403, 900150, (headers) => withRole(k, 'helpdesk_agent')
			.post('/customers', {}, headers)],
		[401, 800001, (headers) => send(k, 'GET', '/v1/customers',
			{ headers })],
		[400, 3000, (headers) => admin(k).post('/customers', '{',
			{ 'Content-Type': 'application/json', ...headers })],
	];

	for (const [status, code, call] of calls) {
		const texts = new Set();
		for (const tag of tags) {
			const a = await expectError(call({ 'X-Locale': tag }), status,
				code);
			texts.add(a.json.description);
		}
		equal(6, texts.size, [...texts].join('\n'));
	}
});

test('R-132: names of markets and descriptions of the reference are localised',
	async (k) => {
		const name = async (tag) => (await admin(k).get('/policy/markets',
			{ 'X-Locale': tag })).json?.items?.find((m) =>
			(m.code ?? m.id) === 'CX')?.name;
		const names = await Promise.all(tags.map(name));

		if (names[0] !== undefined)
			equal(['Christmas Island', 'Ilha Christmas', 'Остров Рождества',
				'圣诞岛', 'Isla de Navidad', 'Julön'], names);
		const summaries = new Set();
		for (const tag of tags)
			summaries.add((await send(k, 'GET', '/openapi.json',
				{ headers: { 'X-Locale': tag }, strict: false }))
				.text.match(/"summary":"([^"]*)"/)[1]);
		equal(6, summaries.size);
	});

test('R-132: a statement is drawn in the language asked for, its text can be ' +
	'selected', async (k) => {
	const [invoice] = (await admin(k).get('/invoices')).json.items;
	const bearer = `Bearer ${await token(k, partner(k), partner(k).users[0])}`;
	const words = { 'en-US': 'Page 1 of', 'pt-BR': in_('pt-BR', page),
		'ru-RU': in_('ru-RU', page), 'zh-CN': in_('zh-CN', page),
		'es-ES': in_('es-ES', page), 'sv-SE': in_('sv-SE', page) };

	for (const tag of tags) {
		const pdf = await fetch(`${k.demo.base_url}/v1${
			invoice.pdfDownloadLink.replace(/^\/v1/, '')}`, { headers: {
			Authorization: bearer, 'X-Locale': tag } });
		const input = Buffer.from(await pdf.arrayBuffer());
		const run = (program, ...more) => execFileSync(program, more,
			{ input }).toString();
		const text = run('pdftotext', '-layout', '-', '-')
			.replace(/\s+/g, ' ');
		const foot = words[tag].split('{')[0].trim();

		equal('application/pdf', pdf.headers.get('content-type'));
		ok(text.includes(foot), `${tag}: ${foot} in ${text.slice(0, 300)}`);
		ok(!text.includes('\ufffd'), tag);
		/* every font is in the file, with its characters */
		for (const line of run('pdffonts', '-').split('\n').slice(2, -1))
			ok(/ yes +yes +yes /.test(line), line);
	}
});

/* ---- one rule in every language ---- */

/* What a program reads from an offer, without the words and the second in
 * which it was asked for. */
const bare = (offer) => JSON.stringify(offer, (key, value) =>
	(key === 'description' || key === 'at' ? undefined : value));

async function same(s, order, what) {
	const offers = await Promise.all(tags.map((tag) => s.who.get(
		`${s.path}/orders/${order.id}/cancellation`, { 'X-Locale': tag })));
	const [line] = offers[0].json.lineItems;

	for (const [i, offer] of offers.entries())
		equal(bare(offers[0].json), bare(offer.json), `${what} ${tags[i]}`);
	if (line.refusal)
		equal(6, new Set(offers.map((o) =>
			o.json.lineItems[0].refusal.description)).size, what);
	return { line, offers };
}

/* Cancelling it is refused alike; nothing is done by trying. */
async function refused(s, order, status, code) {
	for (const tag of tags)
		await expectError(s.cancel(order, undefined, { 'X-Locale': tag }),
			status, code);
}

test('D-18, D-30, D-42, D-43: the window of UTC days ends for all languages ' +
	'alike, and then nothing is cancelled', timed('DE', async (s) => {
	await s.now('2021-06-10T09:00:00Z');
	const order = await s.order(server2019);
	const first = await same(s, order, 'on the day of purchase');

	equal([true, 30, '2021-07-10'], [first.line.allowed,
		first.line.daysRemaining, first.line.lastDay]);
	await s.now('2021-07-10T23:59:30Z');
	const last = await same(s, order, 'in the last minute');
	equal([true, 0], [last.line.allowed, last.line.daysRemaining]);
	await s.now('2021-07-11T00:00:00Z');
	const passed = await same(s, order, 'after the window');
	equal([false, 900117], [passed.line.allowed, passed.line.refusal.code]);
	await refused(s, order, 400, 900117);
}));

test('D-19, D-32, D-33: the credit is what was paid, or its unused part, in ' +
	'every language', timed('DE', async (s) => {
	await s.now('2021-06-10T09:00:00Z');
	const full = await s.order(server2019);
	const part = await s.order(sql_year);

	await s.now('2021-06-20T09:00:00Z');
	const { line: whole } = await same(s, full, 'perpetual');
	const { line: unused } = await same(s, part, 'subscription');
	ok(whole.credit && unused.credit);
	equal(JSON.stringify(whole.credit), JSON.stringify((await same(s, full,
		'again')).line.credit));
}));

test('D-06, D-31, D-58: keys and links of a cancelled purchase are refused in ' +
	'every language', timed('DE', async (s) => {
	await s.now('2021-06-10T09:00:00Z');
	const order = await s.order(server2019);

	equal(200, (await s.cancel(order)).status);
	await refused(s, order, 409, 800061);
	const software = (await s.who.get(`${s.path}/software`)).json.items
		.find((item) => item.orderId === order.id);
	if (software === undefined)
		return;
	const answers = await Promise.all(tags.map((tag) => s.who.post(
		`${s.path}/software/${software.id}/key`, {}, { 'X-Locale': tag })));
	for (const answer of answers) {
		ok(answer.status >= 400, answer.text);
		equal(answers[0].json.code, answer.json.code);
	}
	equal(6, new Set(answers.map((a) => a.json.description)).size);
}));

test('D-28, D-60: what goes by support request only, or not at all, does so ' +
	'in every language', timed('DE', async (s) => {
	await s.now('2020-01-20T09:00:00Z');
	const windows = await s.order(windows7);
	const { line } = await same(s, windows, 'Windows 7 ESU 2020');

	equal([false, 'support_request'], [line.allowed, line.route]);
	await refused(s, windows, 400, 800061);
	await s.now('2021-06-10T09:00:00Z');
	const order = await s.order(suse);
	const never = (await same(s, order, 'SUSE')).line;

	equal([false, 'none'], [never.allowed, never.route]);
	await refused(s, order, 400, 800061);
}));

test('D-29: a reservation is not cancelled here in any language',
	async (k) => {
		const s = await shop(k, 'DE');
		const plan = (await s.who.get(`${s.path}/subscriptions`)).json
			.items.find((x) => x.billingType === 'usage');

		await s.who.post(`${s.path}/subscriptions/${plan.id}` +
			'/registrations', 'success');
		const order = await s.who.post(`${s.path}/orders`, { lineItems: [{
			offerId: await s.item(reservation), quantity: 1,
			lineItemNumber: 0, provisioningContext: { scope: 'shared',
				subscriptionId: plan.id } }] });
		equal(201, order.status, order.text);
		await refused(s, order.json, 403, 800019);
	});

test('D-16, D-17, D-27, D-41, D-55: a role is an id: who may, may in every ' +
	'language', async (k) => {
	const { id } = k.demo.partners[0].customers[0];

	for (const tag of tags) {
		const headers = { 'X-Locale': tag };

		equal(200, (await withRole(k, 'admin_agent').get(
			`/customers/${id}/orders`, headers)).status);
		await expectError(withRole(k, 'billing_admin').post(
			`/customers/${id}/carts`, { lineItems: [] }, headers), 403,
		900150);
	}
});

test('D-21, D-35, D-61: kinds and reasons of requests are stable codes',
	async (k) => {
		const topics = async (tag) => (await admin(k).get(
			'/servicerequests/supporttopics', { 'X-Locale': tag })).json.items;
		const english = await topics('en-US');

		ok(english.length > 0);
		for (const tag of translated) {
			const local = await topics(tag);

			equal(english.map((t) => t.id), local.map((t) => t.id));
			ok(local.some((t, i) => t.name !== english[i].name), tag);
		}
	});

/* ---- the words ---- */

/*
 * D, language, what is looked at, how it reads. A key of the catalogue, or
 * a pattern of English texts: then each of them that is translated. has and
 * not: what the translation must and must not hold. Terms are those of the
 * glossary (the proposal where a local term was at fault).
 */
const rows = [
	['D-01', 'pt-BR', 'Admin agent', /^Agente administrador$/],
	['D-01', 'pt-BR', /\bAdmin agents?\b/, /agentes? administrador(es)?/i,
		/agente administrativo/i],
	['D-13', 'ru-RU', 'Admin agent', /^Агент по администрированию$/],
	['D-13', 'ru-RU', /\bAdmin agents?\b/, /агент\p{L}* по администрированию/iu,
		/агент\p{L}* администрирования/iu],
	['D-45', 'es-ES', 'Admin agent', /^Agente de administración$/],
	['D-45', 'es-ES', /\bAdmin agents?\b/, /agentes? de administración/i,
		/agente de administrador|administrativo/i],
	['D-02', 'pt-BR', 'Customers', /^Clientes$/],
	['D-04', 'pt-BR', /[Pp]roduct keys?/, /chaves? do(s)? produtos?/i,
		/Product Key/],
	['D-06', 'pt-BR', /product keys and download links of this purchase/,
		/deixam de funcionar|não funcionam/i, /não relacionad|mais relacionad/i],
	['D-07', 'pt-BR', /Red Hat/, /Red Hat/, /RedHat/],
	['D-07', 'ru-RU', /Red Hat/, /Red Hat/, /RedHat/],
	['D-09', 'ru-RU', /re-used: .* is converted/, /повторно[\s\S]*преобраз/i],
	['D-10', 'ru-RU', /covered by Software Assurance/, /покрыт|покрыва|действует/i,
		/зарегистрирован/i],
	['D-14', 'ru-RU', /\b32 digits\b/, /32/],
	['D-14', 'ru-RU', /[Pp]roduct keys?\b/, /ключ/i],
	['D-16', 'ru-RU', 'Referral admin', /^Администратор рекомендаций$/],
	['D-17', 'ru-RU', 'Account admin', /^Администратор учетной записи$/],
	['D-18', 'ru-RU', /^The cancellation window of .* has passed/, /истек/i,
		/можно отменить|еще можно/i],
	['D-18', 'ru-RU', /can no longer be cancelled/, /нельзя|невозможно|не может/i],
	['D-19', 'ru-RU', /100 % of net/, /100/, /от (ее|его) стоимости/i],
	['D-20', 'ru-RU', /Report a problem/, /Сообщит[ье] о проблеме/i, /проблеме в /],
	['D-22', 'ru-RU', /\b[Mm]ust stop using/, /долж|обязан/i, /следует/i],
	['D-24', 'zh-CN', /[Rr]eservation/, /预留/, /Azure 保留|保留(项|实例)|预订/],
	['D-25', 'zh-CN', /published saving|published figure/, /最高/],
	['D-26', 'zh-CN', /Key shown/, /查看|显示|已/],
	['D-27', 'zh-CN', 'Referral admin', /^推荐管理员$/],
	['D-29', 'zh-CN', /exchanged|exchanging/, /换购/, /交换/],
	['D-30', 'zh-CN', /^The cancellation window of .* has passed/, /已过/,
		/传递/],
	['D-31', 'zh-CN', /download links of this purchase/, /下载链接/],
	['D-32', 'zh-CN', /\b[Cc]redit/, null, /信用额度/],
	['D-33', 'zh-CN', 'prorated', /比例/, /计费/],
	['D-37', 'es-ES', 'Get keys and downloads', /^Obtener claves y descargas$/],
	['D-38', 'es-ES', /[Pp]roduct keys?\b/, /clave/i],
	['D-39', 'es-ES', /\bbit\b/, null, /descargar los bits/i],
	['D-40', 'es-ES', /Who saw a software key, and who downloaded/,
		/descarg/i],
	['D-41', 'es-ES', 'Referral admin', /^Administrador de referencias$/],
	['D-44', 'es-ES', /cancellation window/, /plazo/i, /ventana/i],
	['D-44', 'es-ES', 'Window passed', /plazo/i, /ventana/i],
	['D-46', 'es-ES', /./, null,
		/\b(tus|contigo|puedes|debes|quieres|tienes|haz clic)\b/i],
	['D-52', 'sv-SE', /[Pp]roduct keys?\b/, /nyckl?/i],
	['D-53', 'sv-SE', 'Get keys and downloads',
		/^Hämta nycklar och nedladdningar$/],
	['D-54', 'sv-SE', /Who saw a software key, and who downloaded/,
		/laddade? ned|laddat ned|laddade ner/i],
	['D-55', 'sv-SE', 'Referral admin', /^Hänvisningsadministratör$/],
	['D-55', 'sv-SE', 'Marketing content admin',
		/^Administratör för marknadsföringsinnehåll$/],
	['D-56', 'sv-SE', /(?<!“)\b[Cc]ancel(s|led|ling|lation|lations)?\b/,
		/annuller|avgift för tidig uppsägning/i,
		/avbr[yu]t/i],
	['D-57', 'sv-SE', /cancellation window/, /annullering/i, /uppsägning/i],
	['D-58', 'sv-SE', /download links of this purchase/,
		/nedladdningslänk/i],
	['D-59', 'sv-SE', 'prorated', /proportionell/i, /prorat/i],
	['D-60', 'sv-SE', /more information is asked for/, /begär|efterfråg|ber/i],
	['D-62', 'sv-SE', 'Amount requested', /^Begärt belopp$/],
];

for (const [d, tag, which, has, not] of rows)
	test(`${d}: ${tag}: ${which}`, () => {
		const found = typeof which === 'string' ?
			[{ english: which, text: in_(tag, which) }] :
			every(tag).filter((m) => which.test(m.english) && m.text);

		ok(found.length > 0, `there is a message like ${which}`);
		for (const { english, text } of found) {
			if (has)
				ok(has.test(text), `${english}\n${text}`);
			if (not)
				ok(!not.test(text), `${english}\n${text}`);
		}
	});
