/*
 * The strictest published reader (client-quirks 4.1): words of an enum that it
 * does not know spoil the whole answer. Told that it asks, the program answers
 * in words it knows.
 */
import { equal } from '../../api/lib.mjs';
import { ask } from '../table.mjs';
import { reference } from './kinds.mjs';

export const java = { 'MS-PartnerCenter-Client': 'Partner Center Java SDK',
	'MS-SdkVersion': '1.15.4', 'X-Locale': 'en-US',
	'MS-Contract-Version': 'v1' };

const only = (...words) => (value) => words.includes(value);
const never = (...words) => (value) => !words.includes(value);

/* The words of the reference, but for those it lacks or spells otherwise. */
const spelled = (key, ...lacks) => reference.AuditRecord.fields[key].enum
	.filter((word) => !lacks.includes(word));

/* By objectType and key; '' is any object. */
const words = {
	Subscription: { status: only('none', 'active', 'suspended', 'deleted') },
	Customer: { relationshipToPartner: only('none', 'reseller', 'advisor',
		'syndication', 'microsoftSupport') },
	AuditRecord: {
		operationType: only('undefined', 'remove_partner_user',
			'increase_credit_limit', ...spelled('operationType',
				'create_self_serve_policy',
				'update_self_serve_policy',
				'delete_self_serve_policy',
				'remove_partner_relationship',
				'delete_tip_customer', 'create_related_referral',
				'update_related_referral',
				'increase_spending_limit',
				'extend_relationship', 'create_transfer',
				'dap_admin_relationship_approved',
				'dap_admin_relationship_terminated',
				'add_user_member', 'remove_user_member',
				'update_customer_partner_contract_company_name',
				'update_customer_spending_budget')),
		resourceType: only('undefined', ...spelled('resourceType',
			'partner_customer_dap', 'customer_directory_role')),
		operationStatus: only('succeeded', 'failed', 'progress',
			'decline'),
	},
	'': { billingProvider: never('azure_data_market'),
		documentType: never('credit_note') },
};
const sums = new Set(['totalCount', 'quantity', 'totalCharges', 'unitPrice']);

function walk(value, at, bad) {
	if (value === null || typeof value !== 'object')
		return;
	const rules = { ...words[''],
		...words[value.attributes?.objectType ?? ''] };

	for (const [key, inner] of Object.entries(value)) {
		if (rules[key] && typeof inner === 'string' && !rules[key](inner))
			bad.push(`${at}.${key}: ${inner}`);
		if (sums.has(key) && typeof inner === 'string' && inner !== '' &&
			Number.isNaN(Number(inner)))
			bad.push(`${at}.${key}: no number: ${inner}`);
		if (key === 'renewsTo' && (typeof inner !== 'object' ||
			Array.isArray(inner)))
			bad.push(`${at}.renewsTo: no object`);
		walk(inner, `${at}.${key}`, bad);
	}
	if (/LineItem$/.test(value.attributes?.objectType ?? '') &&
		value.invoiceNumber !== undefined)
		for (const key of ['billingProvider', 'invoiceLineItemType'])
			if (!value[key])
				bad.push(`${at} has no ${key}`);
}

export const javaReads = (w, route, ex) => !route.reads ||
	['bytes', 'nothing'].includes(route.shape) ? [] : [
	{ name: 'as the Java SDK asks', run: async () => {
		const a = await ask(w.k, route, ex.ours, { headers: java });
		const bad = [];

		equal(route.status, a.status, a.text);
		walk(a.json, '', bad);
		equal([], [...new Set(bad.map((s) =>
			s.replace(/\.\d+/g, '[]')))]);
	} }];
