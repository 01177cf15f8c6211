/* The partner's own profiles. */
const address = { firstName: 'Inés', lastName: 'Müller',
	addressLine1: 'One Way', addressLine2: 'Yard', city: 'Lübeck',
	state: 'SH', postalCode: '23552', country: 'DE',
	phoneNumber: '+49 451 5550134' };
const primaryContact = { firstName: 'Inés', lastName: 'Müller',
	email: 'ines@nordlicht.example', phoneNumber: '+49 451 5550134' };
const twice = 'the first change makes the row, later ones change it';
const support = async () => ({ twice, body: { email: 'help@nordlicht.example',
	telephone: '+49 451 5550135',
	website: 'https://nordlicht.example/help' } });
const put = (body) => async () => ({ twice, body });

export default {
	'GET /v1/profiles/organization': async () => ({}),
	'GET /v1/profiles/legalbusiness': async () => ({
		query: { vettingVersion: 'last_finalized' } }),
	'GET /v1/profiles/billing': async () => ({}),
	'GET /v1/profiles/support': async () => ({}),
	'GET /v1/profiles/supportprofile': async () => ({}),
	'GET /v1/profiles/mpn': async () => ({}),
	'PUT /v1/profiles/organization': put({
		companyName: 'Nordlicht Systemhaus GmbH', language: 'de',
		culture: 'de-DE', email: 'office@nordlicht.example',
		defaultAddress: address }),
	'PUT /v1/profiles/legalbusiness': put({
		companyName: 'Nordlicht Systemhaus GmbH', address,
		primaryContact, companyApproverAddress: address,
		companyApproverEmail: 'ines@nordlicht.example' }),
	'PUT /v1/profiles/billing': put({
		companyName: 'Nordlicht Systemhaus GmbH', address,
		primaryContact, purchaseOrderNumber: 'PO-7',
		taxId: 'DE000000000', billingCurrency: 'EUR' }),
	'PUT /v1/profiles/support': support,
	'PUT /v1/profiles/supportprofile': support,
};
