/* The activity log. */
import { shop } from '../../api/shop.mjs';

const record = async (k, at) => {
	const s = await shop(k, at.country, at.n);

	return { params: { record: (await s.who.get('/auditrecords?size=1'))
		.json.items[0].id } };
};

export default {
	'GET /v1/auditrecords': async () => ({ query: { size: 5 } }),
	'GET /v1/auditrecords/{record}': record,
	'GET /auditactivity/v1/auditrecords/{record}': record,
};
