/* Customers, their profiles, and whether a domain is taken. */
import { customer, uuid } from '../../api/lib.mjs';

const one = async (k, at) => ({
	params: { customer: customer(k, at.country, at.n).id } });

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
};
