// Who buys what: the tenants of the demo with customers, items and files.
import { Client, signIn } from './client.mjs';

const CUSTOMERS = 4; // of each tenant
const FILE_MAX = 400000; // bytes; larger ones only slow the round down

// SKUs that are delivered from a pool that runs dry, then wait.
const SCARCE = 'KS19SQLSTD01:0002';
const SOLD = ['KS19WSSTD001:0001', 'KS19WSRDS001:0001', 'KS19VSPRO001:0001',
	'KSSUBWSSTD01:0001', 'KSSUBSQLSTD1:0002'];

async function customerOf(client, id) {
	const items = [];
	for (const sku of [...SOLD, SCARCE]) {
		const [product, number] = sku.split(':');
		const { json } = await client.get(`/customers/${id}/products/` +
			`${product}/skus/${number}/availabilities`);
		const offer = json?.items?.[0];
		if (offer)
			items.push({ id: offer.catalogItemId, sku,
				term: offer.terms?.[0]?.duration });
	}
	return { id, items: items.filter((item) => item.sku !== SCARCE),
		scarce: items.find((item) => item.sku === SCARCE) };
}

function filesOf(house) {
	const files = {};
	for (const file of house.rows(`SELECT product_id, file_id, sha256, size
		FROM file WHERE size <= ${FILE_MAX}`))
		(files[file.product_id] ??= []).push(file);
	return files;
}

export async function tenantOf(house, partner) {
	const tenant = { name: partner.name, old: [], files: filesOf(house),
		token: await signIn(house, partner, 'admin_agent') };
	const client = new Client(house, tenant);
	tenant.customers = [];
	for (const customer of partner.customers) {
		const found = await customerOf(client, customer.id);
		if (found.scarce && found.items.length === SOLD.length)
			tenant.customers.push(found);
		if (tenant.customers.length === CUSTOMERS)
			break;
	}
	if (tenant.customers.length === 0)
		throw new Error(`no customer of ${partner.name} can buy`);
	client.close();
	return tenant;
}

export const someWantMail = `UPDATE partner_user SET notices = 3
	WHERE user_id IN (SELECT MIN(user_id) FROM partner_user
		WHERE (roles & 3) <> 0 GROUP BY partner_id
		UNION SELECT MAX(user_id) FROM partner_user GROUP BY partner_id)`;
