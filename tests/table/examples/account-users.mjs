/* Users of the partner's own account. */
import { equal, partner, send, token, uuid } from '../../api/lib.mjs';

const body = () => ({ email: `kai-${uuid()}@kranich.example`,
	displayName: 'Kai Kranich', roles: ['sales_agent', 'billing_admin'] });

/* As the first user, Admin agent and Global admin. */
async function made(k, at) {
	const answer = await send(k, 'POST', '/v1/users', { body: body(),
		headers: { Authorization: `Bearer ${await token(k,
			partner(k, at.n), partner(k, at.n).users[0])}` } });

	equal(201, answer.status, answer.text);
	return answer.json;
}
const one = async (k, at) => ({ params: { user: (await made(k, at)).id } });

export default {
	'GET /v1/users': async () => ({ query: { size: 3 } }),
	'POST /v1/users': async () => ({ body: body() }),
	'GET /v1/users/{user}': one,
	'PATCH /v1/users/{user}': async (k, at) => ({ ...await one(k, at),
		body: { displayName: 'Kai Storch', roles: ['helpdesk_agent'],
			state: 'disabled' } }),
	'POST /v1/users/{user}/invitation': one,
	'GET /v1/userroles': async () => ({}),
};
