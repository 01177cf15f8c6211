/* Users of a customer. */
import { admin, customer, equal, uuid } from '../../api/lib.mjs';

const body = (c) => ({ userPrincipalName:
	`u${uuid().slice(0, 8)}@${c.domain}`, firstName: 'Ute',
lastName: 'Kranz', displayName: 'Ute Kranz', usageLocation: 'DE',
phoneNumber: '+49 451 000000', immutableId: uuid(), passwordProfile: {
	password: 'Kranich-7-Feder', forceChangePassword: true } });

export async function user(k, at) {
	const c = customer(k, at.country, at.n);
	const a = await admin(k, at.n).post(`/customers/${c.id}/users`, body(c));

	equal(200, a.status, a.text);
	return { customer: c.id, user: a.json.id, made: a.json };
}

const one = async (k, at) => {
	const { customer: c, user: u } = await user(k, at);

	return { params: { customer: c, user: u } };
};
const password = { passwordProfile: { password: 'Eisvogel-9-Ufer',
	forceChangePassword: true } };

export default {
	'GET /v1/customers/{customer}/users': async (k, at) => ({
		params: { customer: customer(k, at.country, at.n).id },
		query: { size: 3, sortField: 'displayName',
			sortDirection: 'descending' } }),
	'POST /v1/customers/{customer}/users': async (k, at) => {
		const c = customer(k, at.country, at.n);

		return { params: { customer: c.id }, body: body(c) };
	},
	'GET /v1/customers/{customer}/users/{user}': one,
	'PATCH /v1/customers/{customer}/users/{user}': async (k, at) => ({
		...await one(k, at), body: { displayName: 'Ute Storch',
			lastName: 'Storch', usageLocation: 'FR', ...password } }),
	'PATCH /v1/customers/{customer}/users/{user}/resetpassword':
		async (k, at) => ({ ...await one(k, at), body: password }),
	'DELETE /v1/customers/{customer}/users/{user}': one,
};
