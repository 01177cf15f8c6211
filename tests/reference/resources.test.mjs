/*
 * data/resources.json against the specification: the same fields, of the same
 * types. Types there are words for people; how they are read stands here, and
 * each place where ours is something else, with the reason.
 */
import { equal, ok, test } from '../api/lib.mjs';
import { resources, routes, specified } from './lib.mjs';

/* Words of the specification for a type -> ours. */
const words = { strings: 'string', objects: 'object', GUID: 'string',
	SecureString: 'string', Object: 'object', map: 'map<string,string>',
	array: 'object[]', 'nullable int': 'integer',
	'absolute uri': 'string', 'absolute uri or null': 'string',
	'datetime with +00:00': 'datetime', 'integer 429': 'integer' };

function read(type) {
	let short = type.replace(/ ?[({].*$/, '').replace(/[ *?]+$/, '')
		.replace(/<=\d+$/, '').replace('.[]', '[]').replace(/ object$/, '');
	const list = short.endsWith('[]');

	if (short.startsWith('['))
		return 'object[]';
	if (list)
		short = short.slice(0, -2);
	if (short.includes('|'))
		short = 'string';
	return (words[short] ?? short) + (list ? '[]' : '');
}

/* "Resource.field": [our type, why]. */
const other = {
	'Link.headers': ['KeyValuePair[]', 'its note: {key,value}'],
	'Cart.lineItems': ['CartLineItem[]', 'api.md 2.3'],
	'CartLineItem.billingCycle': ['string', 'an enum on the wire'],
	'CartLineItem.participants': ['KeyValuePair[]', 'its note'],
	'CartLineItem.error': ['CartError', 'its note'],
	'CartLineItem.renewsTo': ['RenewsTo', 'its note: a single object'],
	'CartError.errorCode': ['integer', 'its note: a number'],
	'AuditRecord.customizedData': ['KeyValuePair[]', 'its note'],
	'ServiceRequest.notes': ['ServiceRequestNote[]', 'the resource\'s name'],
	'Availability.defaultCurrency': ['CurrencyInfo', 'api.md 7, 4'],
	'DailyRatedUsageLineItem.invoiceLineItemType': ['string', 'an enum'],
	'DailyRatedUsageLineItem.billingProvider': ['string', 'an enum'],
	'OneTimeInvoiceLineItem.invoiceLineItemType': ['string', 'an enum'],
	'OneTimeInvoiceLineItem.billingProvider': ['string', 'an enum'],
	'DailyUsageLineItem.invoiceLineItemType': ['string', 'its only value'],
	'DailyUsageLineItem.billingProvider': ['string', 'its only value'],
	'SubscriptionActivationResult.status': ['string', 'its only value'],
	'LicenseUpdate.licensesToAssign': ['LicenseAssignment[]',
		'the resource\'s name'],
	'LicenseUpdate.licenseWarnings': ['LicenseWarning[]',
		'the resource\'s name'],
	'Upgrade.upgradeErrors': ['UpgradeError[]', 'the resource\'s name'],
	'UpgradeResult.upgradeErrors': ['UpgradeError[]',
		'the resource\'s name'],
	'UpgradeResult.licenseErrors': ['UserLicenseError[]',
		'the resource\'s name'],
	'UserLicenseError.errors': ['object[]', 'described nowhere'],
	'Error.code': ['integer', 'api.md 1.8: a number'],
	'Error.data': ['string[]', 'api.md 1.8'],
};
/* Fields of ours in resources of the specification. */
const attributes = 'api.md 1.5: every resource has attributes';
const more = {
	'Product.attributes': attributes,
	'Sku.attributes': attributes,
	'Availability.attributes': attributes,
	'OrderLineItemProvisioningStatus.attributes': attributes,
	'SubscriptionRegistrationStatus.attributes': attributes,
};
/* Shapes that the specification tells within a type or a note. */
const unnamed = ['KeyValuePair', 'RenewalOption', 'CancellationRefundOption'];

for (const [name, ours] of Object.entries(resources)) {
	if (ours.ours || unnamed.includes(name))
		continue;
	test(`${name} is as the specification has it`, () => {
		const spec = specified[name];

		ok(spec, 'the specification has no such resource');
		equal(spec.objectType, ours.objectType);
		equal(Object.keys(spec.fields), Object.keys(ours.fields)
			.filter((field) => !more[`${name}.${field}`]));
		for (const [field, { type }] of Object.entries(spec.fields))
			equal(other[`${name}.${field}`]?.[0] ?? read(type),
				ours.fields[field].type, field);
	});
}

test('every difference that is listed is one', () => {
	for (const place of [...Object.keys(other), ...Object.keys(more)]) {
		const [name, field] = place.split('.');

		if (!resources[name])
			continue;
		ok(resources[name].fields[field], place);
		if (other[place])
			ok(read(specified[name].fields[field].type) !==
				other[place][0], place);
		else
			ok(!specified[name].fields[field], place);
	}
});

test('what is ours alone is not in the specification', () => {
	for (const [name, ours] of Object.entries(resources))
		if (ours.ours || unnamed.includes(name))
			ok(!specified[name], name);
});

test('every resource that a route answers is there', () => {
	for (const { resource, shape, path } of routes())
		if (resource && shape !== 'bytes')
			ok(resources[resource], `${path}: ${resource}`);
});
