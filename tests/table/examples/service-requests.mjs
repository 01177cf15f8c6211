/* Problems reported, for the partner and for a customer. */
import { admin, customer, withRole } from '../../api/lib.mjs';

const body = (organization) => ({ title: 'Two seats are missing',
	description: 'The order says ten, the list says eight.',
	severity: 'moderate', supportTopicId: '1004', countryCode: 'DE',
	productId: 'X', primaryContact: { firstName: 'Inés',
		lastName: 'Müller', email: 'ines@contoso.example',
		phoneNumber: '4255550100' },
	fileLinks: [{ id: '1', fileNameWithoutExtension: 'screen',
		fileExtension: 'png', fileSize: 1234, comment: 'as seen' }],
	newNote: { text: 'Since Monday.' },
	...(organization && { organization }) });
const id = (k, at) => customer(k, at.country, at.n).id;
const report = async (k, at, organization) => (await admin(k, at.n)
	.post('/servicerequests/en-US', body(organization))).json.id;
/* Beside ours lies a colleague's: a request is its author's. */
const own = async (k, at) => at.country === 'SE' ? { params: { request:
	(await withRole(k, 'sales_agent', at.n).post('/servicerequests/en-US',
		body())).json.id } } : { params: { request: await report(k, at) } };
const theirs = async (k, at) => ({ params: { customer: id(k, at),
	request: await report(k, at, { id: id(k, at) }) } });
const change = { title: 'Three seats are missing', severity: 'critical',
	newNote: { text: 'It is three now.' },
	primaryContact: { phoneNumber: '4255550101' } };

export default {
	'GET /v1/servicerequests/supporttopics': async () => ({}),
	'POST /v1/servicerequests/{locale}': async (k, at) => ({
		params: { locale: 'en-US' }, free: { locale: 'a language' },
		body: body({ id: id(k, at) }) }),
	'GET /v1/servicerequests': async () => ({
		query: { size: 2, status: 'open' } }),
	'GET /v1/servicerequests/{request}': own,
	'PATCH /v1/servicerequests/{request}': async (k, at) => ({
		...await own(k, at), body: change }),
	'GET /v1/customers/{customer}/servicerequests': async (k, at) => ({
		params: { customer: id(k, at) }, query: { size: 2 } }),
	'GET /v1/customers/{customer}/servicerequests/{request}': theirs,
	'PATCH /v1/customers/{customer}/servicerequests/{request}':
		async (k, at) => ({ ...await theirs(k, at), body: change }),
};
