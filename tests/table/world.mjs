/*
 * Callers that the demo has not: tokens that are wrong in one thing each, a
 * program that is disabled, a user without a role, a strict tenant.
 */
import { createSign, generateKeyPairSync } from 'node:crypto';

import { partner, signingKey, token, uuid, withRole } from '../api/lib.mjs';
import { adminToken } from './table.mjs';

const read = (part) => JSON.parse(Buffer.from(part, 'base64url'));
const write = (value) => Buffer.from(JSON.stringify(value))
	.toString('base64url');
const sign = (head, claims, key) => {
	const what = `${write(head)}.${write(claims)}`;

	return `${what}.${createSign('RSA-SHA256').update(what).sign(key)
		.toString('base64url')}`;
};
const text = (value) => `'${value.replaceAll('\'', '\'\'')}'`;

/* A row like another of the table, but for some columns. */
async function likeRow(rows, table, from, change) {
	await rows.ready;
	const names = rows.columns[table].map((c) => c.name);

	rows.change(`INSERT INTO ${table} (${names.join(', ')}) SELECT ${names
		.map((name) => change[name] ?? name).join(', ')} FROM ${table} ` +
		`WHERE ${from} LIMIT 1`);
}

export async function makeWorld(k, rows) {
	const [mine, other] = [0, 1].map((n) => partner(k, n));
	const real = (await adminToken(k)).split('.');
	const head = read(real[0]), claims = read(real[1]);
	const ours = signingKey(k);
	const strange = generateKeyPairSync('rsa', { modulusLength: 2048 });
	const now = Math.floor(Date.now() / 1000);
	const forged = (change, key = ours) => sign(head,
		{ ...claims, ...change }, key);
	const alone = async (n) => read((await token(k, partner(k, n)))
		.split('.')[1]);

	/* a disabled program, a disabled user, a user of no role */
	const off = uuid(), gone = uuid(), nobody = uuid(), strict = uuid();
	await likeRow(rows, 'application', `client_id = ${text(mine.client_id)}`,
		{ client_id: text(off), active: '0' });
	await likeRow(rows, 'partner_user', `user_id = ${text(claims.oid)}`,
		{ user_id: text(gone), email: text('gone@nordlicht.example'),
			active: '0' });
	await likeRow(rows, 'partner_user', `user_id = ${text(claims.oid)}`,
		{ user_id: text(nobody), email: text('no@nordlicht.example'),
			roles: '0' });
	/* the other partner's tenant is strict, its program has every role */
	await likeRow(rows, 'application',
		`client_id = ${text(other.client_id)}`,
		{ client_id: text(strict), roles: '511' });
	rows.change('UPDATE partner SET strict_app_user = 1 WHERE tenant_id = ' +
		text(other.tenant_id));

	return {
		k, rows,
		bad_tokens: {
			'no token': undefined,
			'no bearer': 'Basic YTpi',
			'an empty token': 'Bearer ',
			'a malformed token': 'Bearer e30.e30.e30',
			'a token of two parts': `Bearer ${real[0]}.${real[1]}`,
			'another signature': `Bearer ${forged({},
				strange.privateKey)}`,
			'no signature': `Bearer ${write({ ...head,
				alg: 'none' })}.${real[1]}.`,
			'changed claims': `Bearer ${real[0]}.${write({ ...claims,
				exp: now + 99999 })}.${real[2]}`,
			'an expired token': `Bearer ${forged({ iat: now - 7200,
				nbf: now - 7200, exp: now - 3600 })}`,
			'a token of later': `Bearer ${forged({ nbf: now + 3600,
				exp: now + 7200 })}`,
			'another audience': `Bearer ${forged({
				aud: 'https://elsewhere.example' })}`,
			'another issuer': `Bearer ${forged({
				iss: 'https://elsewhere.example/' })}`,
			'another tenant': `Bearer ${forged({
				tid: other.tenant_id })}`,
			'a disabled program': `Bearer ${forged({ appid: off })}`,
			'an unknown program': `Bearer ${forged({
				appid: uuid() })}`,
			'a disabled user': `Bearer ${forged({ oid: gone })}`,
		},
		/* one user for each role that one has alone, and one of none */
		users: Object.fromEntries([...await Promise.all(mine.users
			.filter((user) => user.roles.length === 1)
			.map(async (user) => {
				const { partner: p } = withRole(k, user.roles[0]);
				return [user.roles[0], await token(k, p, user)];
			})), ['no role', forged({ oid: nobody, sub: nobody,
				sid: undefined })]]),
		program: await token(k, mine),
		strict_program: sign(head, { ...await alone(1), appid: strict,
			oid: strict, sub: strict }, ours),
	};
}
