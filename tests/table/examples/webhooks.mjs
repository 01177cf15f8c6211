/* Webhooks, their deliveries, and events. */
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';

import { equal, partner, send, token } from '../../api/lib.mjs';

const path = '/webhooks/v1/registration';
/* An address of the public internet that nobody answers at. */
const body = { WebhookUrl: 'https://192.31.196.1:9/hook',
	WebhookEvents: ['test-created', 'order-created'],
	SignatureTokenToMsSignatureHeader: true };

const call = async (k, at, method, to, sent) => send(k, method, to, {
	body: sent, headers: { Authorization: `Bearer ${await token(k,
		partner(k, at.n), partner(k, at.n).users[0])}` } });

const registered = async (k, at) => {
	equal(200, (await call(k, at, 'POST', path, body)).status);
};

/* A test event as one that was sent a day ago: only two a minute may be, and
 * what is a month old goes away. */
const yesterday = Math.floor(Date.now() / 1000) - 86400;
const kept = {};
const tested = async (k, at) => {
	await registered(k, at);
	if (kept[at.n]) /* a partner's, whichever the customer */
		return kept[at.n];
	const id = randomUUID();
	const number = `(SELECT partner_id FROM partner WHERE tenant_id = '${
		partner(k, at.n).tenant_id}')`;
	const seq = `(SELECT MAX(seq) FROM event WHERE partner_id = ${number})`;

	execFileSync('sqlite3', ['-cmd', '.timeout 10000',
		join(k.dir, 'kontor.db'), `BEGIN IMMEDIATE;
		INSERT INTO event SELECT ${number}, COALESCE(${seq}, 0) + 1,
			'${id}', 'test-created', NULL, NULL, NULL, NULL,
			${yesterday}, ${yesterday}, '', '';
		INSERT INTO webhook_delivery SELECT ${number}, '${id}', ${seq},
			'test-created', 'https://192.31.196.1:9/hook', 'failed',
			1, 1, ${yesterday}, ${yesterday}, 500, 'no', 'no',
			${yesterday}; COMMIT;`]);
	return kept[at.n] = id;
};
const forget = (k) => execFileSync('sqlite3', ['-cmd', '.timeout 10000',
	join(k.dir, 'kontor.db'), `UPDATE webhook_delivery SET created_at = ${
		yesterday} WHERE name = 'test-created'`]);

export default {
	[`GET ${path}/events`]: async () => ({}),
	[`POST ${path}`]: async () => ({ body }),
	[`GET ${path}`]: async (k, at) => {
		await registered(k, at);
		return {};
	},
	[`PUT ${path}`]: async (k, at) => {
		await registered(k, at);
		return { body };
	},
	[`DELETE ${path}`]: async (k, at) => {
		await registered(k, at);
		return {};
	},
	[`POST ${path}/validationEvents`]: async (k, at) => {
		await registered(k, at);
		forget(k);
		return {};
	},
	[`GET ${path}/validationEvents/{correlation}`]: async (k, at) => ({
		params: { correlation: await tested(k, at) } }),
	'GET /webhooks/v1/certificates/{certificate}': async (k) => ({
		taken: { certificate: 'one for all, and public' },
		params: { certificate: execFileSync('sqlite3', ['-readonly',
			join(k.dir, 'kontor.db'),
			'SELECT name FROM webhook_signer']).toString().trim() },
	}),
	'GET /v1/webhooks/deliveries': async (k, at) => {
		await tested(k, at);
		return { query: { size: 5, status: 'failed' } };
	},
	'GET /v1/webhooks/deliveries/{delivery}': async (k, at) => ({
		params: { delivery: await tested(k, at) } }),
	'POST /v1/webhooks/deliveries/{delivery}/replay': async (k, at) => ({
		params: { delivery: await tested(k, at) } }),
	'GET /v1/events': async () => ({ query: { size: 5 } }),
};
