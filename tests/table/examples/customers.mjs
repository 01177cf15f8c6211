/* Customers, their profiles, and whether a domain is taken. */
import { admin, customer, uuid } from '../../api/lib.mjs';

const one = async (k, at) => ({
	params: { customer: customer(k, at.country, at.n).id } });

/* A customer of its own, so that the others stay. */
const fresh = async (k, at) => {
	const made = await admin(k, at.n).post('/customers', {
		companyProfile: { domain: `t${uuid().slice(0, 13)}.example` },
		billingProfile: { email: 'ines@contoso.example',
			culture: 'en-US', language: 'en',
			companyName: 'To go', defaultAddress: {
				firstName: 'Inés', lastName: 'Müller',
				addressLine1: 'One Way', city: 'Redmond',
				state: 'WA', postalCode: '98052',
				country: 'US' } } });

	return { params: { customer: made.json.id } };
};
const domain = () => `v${uuid().slice(0, 13)}.example`;

export default {
	'GET /v1/customers': async () => ({ query: { size: 3 } }),
	'POST /v1/customers': async () => ({ body: {
		enableGDAPByDefault: false,
		companyProfile: { domain: `t${uuid().slice(0, 13)}.example` },
		billingProfile: { email: 'ines@contoso.example',
			culture: 'en-US', language: 'en',
			companyName: 'Contoso Öl & Gas', defaultAddress: {
				firstName: 'Inés', lastName: 'Müller',
				addressLine1: 'One Way', city: 'Redmond',
				state: 'WA', postalCode: '98052',
				country: 'US', phoneNumber: '4255550100' } },
	} }),
	'GET /v1/customers/{customer}': one,
	'GET /v1/customers/{customer}/profiles/company': one,
	'GET /v1/customers/{customer}/profiles/billing': one,
	'HEAD /v1/domains/{domain}': async (k, at) => ({
		params: { domain: customer(k, at.country, at.n).domain },
		taken: { domain: 'a domain is taken globally (ruling 10)' } }),
	'PUT /v1/customers/{customer}/profiles/billing': async (k, at) => {
		const it = await one(k, at);
		const { json } = await admin(k, at.n).get(
			`/customers/${it.params.customer}/profiles/billing`);

		return { ...it, body: json };
	},
	'PATCH /v1/customers/{customer}': async (k, at) => ({
		...await fresh(k, at),
		body: { relationshipToPartner: 'none' },
		gone: 'the customer is no longer ours' }),
	'DELETE /v1/customers/{customer}': Object.assign(fresh,
		{ sandbox: true }),
	'POST /v1/customers/{customer}/verifieddomain': async (k, at, name =
	domain()) => ({ ...await one(k, at), body: { verifiedDomainName: name,
		domain: { authenticationType: 'managed', capability: 'email',
			name, status: 'verified',
			verificationMethod: 'dns_record' } } }),
	'GET /v1/customers/{customer}/relationships': one,
	'GET /v1/relationships': async () => ({
		query: { relationship_type: 'is_indirect_reseller_of' } }),
	'GET /v1/customers/relationshiprequests': async () => ({}),
	'GET /v1/compliance/{program}/agreementstatus': async () => ({
		params: { program: 'csp' }, query: { mpnId: '4987201' } }),
	'GET /v1/customers/{customer}/qualifications': one,
	'POST /v1/customers/{customer}/qualifications': async (k, at) => ({
		...await fresh(k, at), body: { qualification: 'Education' } }),
	'GET /v1/customers/{customer}/qualification': one,
	'PUT /v1/customers/{customer}/qualification': async (k, at) => ({
		...await fresh(k, at), body: '"education"' }),
	'GET /v1/customers/all/validations': async () => ({}),
	'GET /v1/agreements': async () => ({ query: { agreementType: '*' } }),
	'GET /v1/agreementtemplates/{template}/document': async () => ({
		params: { template: '117a77b0-9360-443b-8795-c6dedc750cf9' },
		query: { language: 'de-DE', country: 'DE' } }),
	'GET /v1/customers/{customer}/agreements': one,
	'POST /v1/customers/{customer}/agreements': async (k, at) => ({
		...await one(k, at), body: { primaryContact: {
			firstName: 'Inés', lastName: 'Müller',
			email: 'ines@contoso.example' },
		templateId: '117a77b0-9360-443b-8795-c6dedc750cf9',
		dateAgreed: '2021-06-18T00:00:00Z',
		type: 'MicrosoftCustomerAgreement' } }),
	'GET /v1/customers/{customer}/directSignedMicrosoftCustomerAgreementStatus':
		one,
	'GET /v1/countryvalidationrules/{country}': async () => ({
		params: { country: 'DE' }, never: { country: 'ZZ' } }),
	'POST /v1/validations/address': async () => ({
		nothing: 'a question with a body', body: {
		addressLine1: '1 Microsoft Way', city: 'Redmond', state: 'WA',
		postalCode: '98052', country: 'US' } }),
};
