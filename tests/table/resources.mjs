/*
 * Where data/resources.json rightly says something else than the reference's
 * tables: a note or a sample there says more than the type (api.md 7).
 */
export const known = {
	'AuditRecord.operationType': 'and acts the reference has no word for',
	'AuditRecord.resourceType': 'and what these are about',
	'Availability.defaultCurrency': 'api.md 7, 4: an object',
	'CartError.errorCode': 'client-quirks 4.1: a number',
	'Artifact.link': 'of ReservedInstanceArtifact, which is one',
	'Artifact.resourceId': 'of ReservedInstanceArtifact, which is one',
	'CartLineItem.id': 'api.md 2.3: a number',
	'CartLineItem.participants': 'its note: pairs of key and value',
	'CartLineItem.billingCycle': 'a word',
	'CartLineItem.renewsTo': 'api.md 7, 2: one object',
	'Term.duration': 'api.md 1.5: empty for perpetual items',
	'Invoice.balance': 'ours: what is left to pay',
	'Invoice.dueDate': 'ours: until when',
	'WebhookRegistration.Enabled': 'ours: 410 switches it off',
	'WebhookRegistration.Problem': 'ours: why',
	'WebhookRegistration.SigningSecret': 'ours: shown once',
	CancellationRefundOption: 'named in CancellationPolicy.refundOptions',
	KeyValuePair: 'named in Link.headers',
	RenewalOption: 'named in Term.renewalOptions',
};
