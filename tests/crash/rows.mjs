// What must hold in the database at any moment, whoever did what: each
// property is a statement, for SQLite and PostgreSQL alike, that gives the rows
// that break it. Times and rights are not looked at here. (Nobody downloads
// signed in: that uses no link.)
import crypto from 'node:crypto';

const software = `kind IN ('perpetual_software', 'software_subscription')`;
// the lines and what hangs on them, by the same three columns
const of = (table, alias = table) =>
	`${alias}.partner_id = l.partner_id AND ${alias}.order_id = l.order_id
	AND ${alias}.line_number = l.line_number`;
const count = (table, more = 'TRUE') =>
	`(SELECT COUNT(*) FROM ${table} WHERE ${of(table)} AND ${more})`;

const one = (truth) => `(CASE WHEN ${truth} THEN 1 ELSE 0 END)`;
const cancelled = one(`l.state = 'cancelled'`);

const wanted = (of, bit) => `(SELECT COUNT(*) FROM partner_user u
	WHERE u.partner_id = ${of}.partner_id AND u.active = 1
	AND (u.notices & ${bit}) <> 0 AND (u.roles & 3) <> 0)`;

// demo: carts of the demo's history, when nobody wanted mail yet
export const propertiesSince = (demo) => [
	['an ordered cart has one order for each of its groups, an active one none', `
	SELECT c.cart_id, c.state FROM cart c
	WHERE (SELECT COUNT(*) FROM orders o WHERE o.partner_id = c.partner_id
		AND o.cart_id = c.cart_id) <> CASE c.state WHEN 'active' THEN 0
		ELSE (SELECT COUNT(DISTINCT order_group) FROM cart_line k
			WHERE k.partner_id = c.partner_id
			AND k.cart_id = c.cart_id) END`],
	['an order has the lines of its cart, numbered from 0', `
	SELECT o.order_id FROM orders o
	LEFT JOIN order_line l USING (partner_id, order_id)
	GROUP BY o.partner_id, o.order_id
	HAVING COUNT(l.line_number) = 0 OR MIN(l.line_number) <> 0
		OR MAX(l.line_number) <> COUNT(l.line_number) - 1
	UNION ALL
	SELECT o.cart_id FROM orders o
	JOIN order_line l USING (partner_id, order_id)
	WHERE o.cart_id IS NOT NULL
	GROUP BY o.partner_id, o.cart_id
	HAVING COUNT(*) <> (SELECT COUNT(*) FROM cart_line k
		WHERE k.partner_id = o.partner_id AND k.cart_id = o.cart_id)`],
	['an order is the sum of its lines, and net and tax are gross', `
	SELECT o.order_id FROM orders o
	JOIN order_line l USING (partner_id, order_id)
	GROUP BY o.partner_id, o.order_id
	HAVING SUM(l.net_minor) <> o.net_minor OR SUM(l.tax_minor) <> o.tax_minor
		OR SUM(l.gross_minor) <> o.gross_minor
		OR o.net_minor + o.tax_minor <> o.gross_minor
		OR SUM(${one('l.net_minor + l.tax_minor <> l.gross_minor')}) > 0`],
	['an order is cancelled when all lines are, pending while one is', `
	SELECT o.order_id, o.state FROM orders o
	JOIN order_line l USING (partner_id, order_id)
	GROUP BY o.partner_id, o.order_id
	HAVING o.state <> CASE
		WHEN SUM(${cancelled}) = COUNT(*) THEN 'cancelled'
		WHEN SUM(${one(`l.state = 'ordered'`)}) > 0 THEN 'pending'
		ELSE 'completed' END`],
	['a line has exactly one charge, of its amounts', `
	SELECT l.order_id, l.line_number FROM order_line l
	WHERE ${count('charge', `kind = 'new' AND charge.net_minor = l.net_minor
		AND charge.tax_minor = l.tax_minor
		AND charge.gross_minor = l.gross_minor`)} <> 1
	OR ${count('charge', `kind = 'new'`)} <> 1
	UNION ALL
	SELECT charge.order_id, charge.line_number FROM charge
	WHERE NOT EXISTS (SELECT 1 FROM order_line l WHERE ${of('charge')})`],
	['a cancelled line has one credit and one cancellation, another none', `
	SELECT l.order_id, l.line_number, l.state FROM order_line l
	WHERE ${count('charge', `kind = 'cancel'`)} <> ${cancelled}
	OR ${count('cancellation')} <> ${cancelled}
	OR (l.cancelled_at IS NOT NULL) <> (l.state = 'cancelled')`],
	['a line that is fulfilled has an active entitlement and its key', `
	SELECT l.order_id, l.line_number, l.state FROM order_line l
	WHERE ${software} AND (${count('entitlement')} <> 1
	OR ${count('entitlement', `state = CASE l.state
		WHEN 'ordered' THEN 'pending' WHEN 'fulfilled' THEN 'active'
		ELSE 'revoked' END`)} <> 1
	OR (l.state = 'ordered' AND ${count('product_key')} <> 0)
	OR (l.state = 'fulfilled'
		AND ${count('product_key', `state = 'active'`)} <> 1))`],
	['a cancelled line has no live key and no live link', `
	SELECT l.order_id, l.line_number FROM order_line l
	WHERE l.state = 'cancelled'
	AND (${count('product_key', `state = 'active'`)} <> 0
		OR ${count('download_link', 'revoked = 0')} <> 0)`],
	['no key is given out twice, and none that is given out is in a pool', `
	SELECT COUNT(*) FROM (SELECT key_digest FROM product_key
		UNION ALL SELECT key_digest FROM key_pool) k
	GROUP BY key_digest HAVING COUNT(*) > 1`],
	['a link is counted no more often than it allows, and knows its first', `
	SELECT order_id, line_number, file_id FROM download_link
	WHERE downloads > max_downloads OR downloads < 0
	OR (downloads > 0) <> (first_download_at <> 0)`],
	['as many downloads are counted as the log shows', `
	SELECT d.order_id, d.line_number, d.file_id, d.counted, a.shown
	FROM (SELECT partner_id, order_id, line_number, file_id,
			SUM(downloads) AS counted
		FROM download_link GROUP BY 1, 2, 3, 4) d
	LEFT JOIN (SELECT partner_id, order_id, line_number, file_id,
			COUNT(*) AS shown
		FROM activity WHERE result = 'done'
		AND action = 'software_downloaded' GROUP BY 1, 2, 3, 4) a
		USING (partner_id, order_id, line_number, file_id)
	WHERE d.counted <> COALESCE(a.shown, 0)`],
	['the log shows each order once and each cancelled line once', `
	SELECT o.order_id, NULL FROM orders o
	LEFT JOIN (SELECT partner_id, order_id, COUNT(*) AS shown
		FROM activity WHERE result = 'done' AND action = 'create_order'
		GROUP BY 1, 2) a USING (partner_id, order_id)
	WHERE a.shown IS DISTINCT FROM 1
	UNION ALL
	SELECT l.order_id, l.line_number FROM order_line l
	LEFT JOIN (SELECT partner_id, order_id, line_number,
			COUNT(*) AS shown
		FROM activity WHERE result = 'done' AND action = 'cancel_order'
		GROUP BY 1, 2, 3) a
		USING (partner_id, order_id, line_number)
	WHERE COALESCE(a.shown, 0) <> ${cancelled}`],
	['each order and each cancelled line has a mail for everyone who wants it', `
	SELECT o.order_id, NULL FROM orders o
	LEFT JOIN (SELECT partner_id, subject_id AS order_id, COUNT(*) AS mails
		FROM outbox WHERE template = 'order_placed' GROUP BY 1, 2) m
		USING (partner_id, order_id)
	WHERE o.cart_id NOT IN (${demo}) AND m.mails IS DISTINCT FROM ${wanted('o', 1)}
	UNION ALL
	SELECT l.order_id, l.line_number FROM order_line l
	JOIN orders o USING (partner_id, order_id)
	LEFT JOIN (SELECT partner_id, subject_id AS order_id, line_number,
			COUNT(*) AS mails
		FROM outbox WHERE template = 'order_cancelled' GROUP BY 1, 2, 3) m
		USING (partner_id, order_id, line_number)
	WHERE l.state = 'cancelled' AND o.cart_id NOT IN (${demo})
	AND m.mails IS DISTINCT FROM ${wanted('l', 2)}`],
];

// Of SQLite alone.
export const soundFile = ['the file of the database is sound', `
	SELECT * FROM pragma_integrity_check WHERE integrity_check <> 'ok'
	UNION ALL SELECT "table" FROM pragma_foreign_key_check`];

// ---- the leaves of the log, made by hand (activity_leaf.h) ----

const texts = ['tab', 'action', 'result', 'reason', 'actor_id', 'client_id',
	'customer_id', 'order_id', 'product_id', 'sku_id', 'title', 'file_id',
	'details'];

function number(value) {
	const bytes = Buffer.alloc(8);
	bytes.writeBigInt64BE(BigInt(value));
	return bytes;
}

function leafOf(row) {
	const hash = crypto.createHash('sha256');
	hash.update('\0kontor-activity-1\0');
	hash.update(Buffer.from(row.salt, 'hex'));
	for (const name of ['partner_id', 'at', 'activity_id', 'actor_kind'])
		hash.update(number(row[name]));
	hash.update(number(row.line_number ?? -1));
	for (const name of texts) {
		const text = row[name];
		hash.update(text === null ? '\0' : '\x01');
		if (text !== null) {
			hash.update(number(Buffer.byteLength(text)));
			hash.update(text);
		}
	}
	return hash.digest('hex').toUpperCase();
}

// Rows of the log, the newest, that do not fit their leaf.
export function brokenLeaves(house, limit) {
	return house.rows(`SELECT partner_id, CAST(at AS TEXT) AS at,
		CAST(activity_id AS TEXT) AS activity_id, actor_kind, line_number,
		${texts.join(', ')}, ${house.hex('salt')} AS salt,
		${house.hex('leaf')} AS leaf FROM activity ORDER BY activity.at DESC LIMIT ${limit}`)
		.filter((row) => leafOf(row) !== row.leaf);
}

// ---- credits, by the formula of the specification ----

// a * b / c, a half to the even unit; a >= 0
function share(a, b, c) {
	const [n, d] = [BigInt(a) * BigInt(b), BigInt(c)];
	const [whole, rest] = [n / d, n % d];
	const up = 2n * rest > d || (2n * rest === d && whole % 2n === 1n);
	return whole + (up ? 1n : 0n);
}

function creditOf(line) {
	const { net, tax, gross } = line;
	if (line.kind !== 'software_subscription')
		return [net, tax, gross].map((v) => -BigInt(v));
	const days = line.term_end_day - line.term_start_day + 1;
	const day = Math.floor(line.cancelled_at / 86400);
	const used = Math.max(0, day - line.term_start_day);
	const part = (v) => share(v, days - used, days);
	if (line.tax_included)
		return [part(gross) - part(tax), part(tax), part(gross)]
			.map((v) => -v);
	return [part(net), part(tax), part(net) + part(tax)].map((v) => -v);
}

// Credits that are not what the formula gives.
export function wrongCredits(house) {
	return house.rows(`SELECT l.order_id, l.line_number, l.kind,
		l.net_minor AS net, l.tax_minor AS tax, l.gross_minor AS gross,
		l.tax_included, l.term_start_day, l.term_end_day, l.cancelled_at,
		CAST(c.net_minor AS TEXT) || ' ' || c.tax_minor || ' ' ||
			c.gross_minor AS credit
		FROM order_line l JOIN charge c USING (partner_id, order_id,
			line_number) WHERE c.kind = 'cancel' AND l.${software}`)
		.filter((line) => creditOf(line).join(' ') !== line.credit);
}
