/*
 * Resources beside tests/data/resources.json: where the definition there is
 * loose, or a note or a sample says more than the type (api.md 7), and the
 * resources that are this product's own (ruling 9, docs/api).
 */
const list = (resource) => ({ list: { resource } });
const integer = { type: 'integer' };
/* Where a definition is loose, or a note or sample tells more than the type. */
export const known = {
	'Availability.defaultCurrency': { resource: 'CurrencyInfo' },
	'Cart.lineItems': list('CartLineItem'),
	'CartLineItem.id': integer, /* api.md 2.3 */
	'CartLineItem.error': { resource: 'CartError' },
	'CartLineItem.participants': { list: { type: 'object' } },
	'CartLineItem.renewsTo': { resource: 'RenewsTo' }, /* api.md 7, 2 */
	'Entitlement.entitledArtifacts': list('ReservedInstanceArtifact'),
	'ReservedInstanceArtifact.artifactType': { type: 'string' },
	'ReservedInstanceArtifact.dynamicAttributes': { map: true },
	'SubscriptionActivationResult.status': { type: 'string',
		words: ['Success'] },
	/* empty for perpetual items: api.md 1.5 */
	'Term.duration': { type: 'string', words: ['', 'P1M', 'P1Y', 'P3Y'] },
};

/* ---- this product's own ---- */

/* own('Note', 'id text count:integer lines:Line[]'); texts need no word. */
const own = (objectType, words) => ({ objectType,
	fields: Object.fromEntries(words.split(' ').map((word) => {
		const [name, type = 'string'] = word.split(':');

		return [name, { type }];
	})) });

export const ours = {
	CancellationRefundOption: own(undefined,
		'sequenceId:integer type expiresAfter'),
	OrderCancellation: own('OrderCancellation',
		'orderId status at:datetime lineItems:CancellationLine[] links ' +
		'attributes'),
	CancellationLine: own(undefined, 'lineItemNumber:integer offerId title ' +
		'quantity:integer allowed:boolean rule edition route ' +
		'daysRemaining:integer lastDay deadline:datetime refusal:Refusal decision:object ' +
		'invoiceMonth credit:object'),
	Refusal: own(undefined, 'code:integer description'),
	SandboxClock: own('SandboxClock',
		'now:datetime realTime:datetime offsetSeconds:integer'),
	Software: own('Software', 'entitlementId orderId lineItemNumber:integer ' +
		'productId skuId title kind quantity:integer termDuration status ' +
		'edition purchaseDate:datetime termEndDay ' +
		'cancellableUntil:datetime cancelledDate:datetime'),
	SoftwareFile: own('SoftwareFile', 'fileId name version language os ' +
		'fileType bits:integer size:integer sha256'),
	SoftwareKey: own('SoftwareKey', 'entitlementId orderId ' +
		'lineItemNumber:integer productId skuId title key'),
	SoftwareDownloadLink: own('SoftwareDownloadLink', 'entitlementId fileId ' +
		'url issuedDate:datetime expiryDate:datetime downloads:integer ' +
		'maximumDownloads:integer edition'),
};
