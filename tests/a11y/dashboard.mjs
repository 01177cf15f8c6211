/*
 * The dashboard with one of each thing on it; add() names what to look at.
 */
import { createHash } from 'node:crypto';
import http from 'node:http';

import { admin } from '../api/lib.mjs';
import { reservation, shop } from '../api/shop.mjs';
import { purchase, value } from '../web/lib.mjs';
import { cart, found, house, went } from './acts.mjs';

const png = Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
	Buffer.alloc(2000, 7)]);

export async function dashboard(k, who, add) {
	const dorpat = house(k, 'Dorpat'), travem = house(k, 'Travem');
	const ordered = await (await cart(k, dorpat)).checkout();
	const gone = await (await cart(k, dorpat)).checkout();
	const software = `/customers/${dorpat.id}/software`;
	const key = await purchase(k, who, 'Travem', 'SQL Server 2019 Standard');

	add(who, 'a cart with lines', (await cart(k, dorpat)).path);
	add(who, 'a placed order',
		`/customers/${dorpat.id}/orders/${ordered}?placed=1`);
	add(who, 'an open purchase', `${software}?open=${ordered}-0`);
	add(who, 'cancelled', went(await who.post(`${software}/${gone}-0/cancel`,
		{ order: gone, acknowledged: '1' })));
	add(who, 'cancelling what is cancelled', `${software}/${gone}-0/cancel`);
	for (const [name, product] of [['Travem', 'Windows Server 2019 Standard'],
		['ООО', 'SUSE'], ['Kestrel', 'Windows Server']]) {
		const it = await purchase(k, who, name, product);

		add(who, `cancelling: ${name}, ${product}`, `${it.path}/cancel`);
	}
	add(who, 'cancelling in time', `${software}/${ordered}-0/cancel`);
	add(who, 'cancelling without the box', `${software}/${ordered}-0/cancel`,
		{ order: ordered });
	add(who, 'keys and downloads', `${key.path}/keys`);
	add(who, 'a key', `${key.path}/keys`, {});
	add(who, 'a download link', `${key.path}/links`,
		{ file: value(await who.get(`${key.path}/keys`), 'file') });
	add(who, 'nobody of that name', '/customers?q=nobody-here');
	add(who, 'no product of that name',
		`/customers/${travem.id}/products?q=zzz`);
	add(who, 'an unknown customer',
		'/customers/00000000-1111-4222-8333-444444444444');
	add(who, 'an unknown address', '/nowhere/at/all');
	add(who, 'a form without its token', '/account', { _csrf: 'forged' });
	add(who, 'no event in that time',
		'/activity?from=2020-01-01&to=2020-01-31');
	add(who, 'a day that is none', '/activity?from=yesterday');
	add(who, 'the clock', '/clock?back=%2F');
	for (const rate of ['0.116', '0.110'])
		add(who, `what a licence saves, from ${rate}`, '/hybrid-benefit?' +
			new URLSearchParams({ edition: 'windows_server_datacenter',
				cores: '16', assured: 'true', from: '2021-01-01',
				to: '2021-12-31', day: '2021-06-10',
				machine_cores: '8', machines: '1', hours: '730',
				windows_rate: '0.192', base_rate: rate,
				currency: 'USD' }));
	const s = await shop(k, 'DE');
	const plan = (await s.who.get(`${s.path}/subscriptions`)).json.items
		.find((x) => x.billingType === 'usage');
	await s.who.post(`${s.path}/subscriptions/${plan.id}/registrations`,
		'success');
	await s.who.post(`${s.path}/orders`, { lineItems: [{ quantity: 3,
		offerId: await s.item(reservation), lineItemNumber: 0,
		provisioningContext: { scope: 'shared',
			subscriptionId: plan.id } }] });
	add(who, 'reservations', `${s.path}/reservations`);
	add(who, 'one reservation', found(/href="([^"]*\/reservations\/[^"]*)"/,
		await who.get(`${s.path}/reservations`)));
	return { dorpat, ordered };
}

export async function requests(k, who, op, { dorpat, ordered }, add) {
	const files = [{ field: 'files', name: 'screen.png', bytes: png },
		{ field: 'files', name: 'note.txt', bytes: 'two of them' }];
	const form = { topic: '1001', title: 'Refund & apology',
		order: ordered, line: '0', tenant: dorpat.domain,
		reason: 'Bought twice by mistake.', amount: '40.00', impact: 'moderate', description: '',
		email: who.user.email, name: 'Lena', phone: '+49 451 555 0134' };
	const path = went(await who.send('/support/new', form, files));
	const desk = path.split('?')[0].replace('/support/',
		'/operator/requests/1/');

	went(await op.send(desk, { note: 'Which one?', act: 'ask' },
		[{ field: 'files', name: 'desk.txt', bytes: 'see here' }]));
	add(who, 'a request with files', path);
	add(op, 'a request at the desk', desk);
	add(op, 'a refund above what was paid', `${desk}/refund`,
		{ 'amount.0': '999999.00', reason: 'x' });
	add(who, 'a request for one order',
		`/support/new?order=${ordered}&line=0`);
}

export async function people(k, who, add) {
	const dorpat = house(k, 'Dorpat'), users = `/customers/${dorpat.id}/users`;
	const made = (first) => ({ firstName: first, lastName: 'Saar',
		displayName: `${first} Saar`, usageLocation: 'EE',
		userPrincipalName: `${first.toLowerCase()}@${dorpat.domain}` });
	let n = 0;

	went(await who.post(`${users}/new`, made('Mari')), 200);
	const list = await who.get(users);
	const before = list.text.slice(0, list.text.indexOf(`mari@${dorpat.domain}`));
	const path = before.match(/href="(\/customers\/[^"]+\/users\/[0-9a-f-]{36})"/g)
		.pop().slice(6, -1);

	add(who, 'one user', path);
	add(who, 'deleting a user', `${path}/delete`);
	add(who, 'a new user and the password', `${users}/new`,
		() => made(`Kaja${++n}`));
	await who.post(`${users}/new`, made('Jaan'));
	const again = await who.get(users);
	const jaan = again.text.slice(0, again.text.indexOf(`jaan@${dorpat.domain}`))
		.match(/href="(\/customers\/[^"]+\/users\/[0-9a-f-]{36})"/g)
		.pop().slice(6, -1);
	went(await who.post(`${jaan}/delete`));
	add(who, 'deleted users', `${users}/deleted`);
	add(who, 'a new customer and the first password', '/customers/new',
		() => ({ name: `Kielwasser ${++n} GmbH`, country: 'DE',
			domain: `kielwasser-${n}.example`, first_name: 'Karl',
			email: `post@kielwasser-${n}.example`, last_name: 'Kiel',
			address_line1: 'Am Kai 1', city: 'Kiel', postal_code: '24103' }));
}

export async function receiver() {
	const server = http.createServer((request, response) => {
		request.resume();
		response.writeHead(500);
		response.end('not now <b>');
	});

	await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
	return { url: `http://127.0.0.1:${server.address().port}/hook`,
		close: () => { server.closeAllConnections(); server.close(); } };
}

export async function programs(k, who, add) {
	const p = k.demo.partners[0];
	const made = went(await who.post('/account/applications/new', {
		name: 'Ledger bridge', roles: 'admin_agent',
		redirects: 'https://ledger.example/back' }));
	const path = made.replace(/\?.*/, '');
	const challenge = createHash('sha256').update('v').digest('base64url');
	const device = await (await fetch(
		`${k.demo.base_url}/common/oauth2/v2.0/devicecode`, { method: 'POST',
			body: new URLSearchParams({ client_id: p.client_id,
				client_secret: p.client_secret }) })).json();

	add(who, 'a program', made);
	add(who, 'a new secret', `${path}/secrets`, { label: 'one', months: '12' });
	went(await who.post(`${path}/secrets`, { label: 'two', months: '3' }), 200);
	add(who, 'revoking a secret', found(/href="([^"]*\/revoke)"/,
		await who.get(path)));
	add(who, 'deleting a program', `${path}/delete`);
	for (const version of ['', '/v2.0'])
		add(who, `letting a program in${version}`,
			`/${p.tenant_id}/oauth2${version}/authorize?` +
			new URLSearchParams({ client_id: p.client_id, state: 'here',
				redirect_uri: 'http://127.0.0.1:9/callback',
				response_type: 'code', scope: 'openid',
				code_challenge: challenge,
				code_challenge_method: 'S256' }));
	add(who, 'a program that nobody knows', `/${p.tenant_id}/oauth2/v2.0/` +
		'authorize?client_id=00000000-0000-4000-8000-000000000000');
	add(who, 'a device', '/device');
	add(who, 'a device’s question', '/device', { code: device.user_code });
	add(who, 'a code that is none', '/device', { code: 'BBBB-BBBB' });
	went(await who.post('/account/webhooks', { url: k.hook.url,
		events: 'order-created', ms_header: '1' }), 200);
	await who.post('/account/webhooks/test');
	add(who, 'a new webhook secret', '/account/webhooks/secret', {});
	add(who, 'removing the webhook', '/account/webhooks/remove');
}
