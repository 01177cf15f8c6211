/* Directory roles of a customer and who has them. */
import { admin, customer, equal } from '../../api/lib.mjs';
import { user } from './users.mjs';

const role = '729827e3-9c14-49f7-bb1b-9608f156bbb8';
const members = '/v1/customers/{customer}/directoryroles/{role}/usermembers';
const free = { role: 'the same roles for every customer' };

const body = (made) => ({ id: made.id, displayName: made.displayName,
	userPrincipalName: made.userPrincipalName });

export default {
	'GET /v1/customers/{customer}/directoryroles': async (k, at) => ({
		params: { customer: customer(k, at.country, at.n).id } }),
	'GET /v1/customers/{customer}/users/{user}/directoryroles':
		async (k, at) => {
			const { customer: c, user: u } = await user(k, at);

			return { params: { customer: c, user: u } };
		},
	[`GET ${members}`]: async (k, at) => ({ free, params: { role,
		customer: customer(k, at.country, at.n).id }, query: { size: 2 } }),
	[`POST ${members}`]: async (k, at) => {
		const { customer: c, made } = await user(k, at);

		return { free, params: { customer: c, role }, body: body(made) };
	},
	[`DELETE ${members}/{user}`]: async (k, at) => {
		const { customer: c, user: u, made } = await user(k, at);
		const a = await admin(k, at.n).post(`/customers/${c}` +
			`/directoryroles/${role}/usermembers`, body(made));

		equal(201, a.status, a.text);
		return { free, params: { customer: c, role, user: u } };
	},
};
