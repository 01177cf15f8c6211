-- The first schema. Instants are UTC seconds, days are days since 1970-01-01,
-- months are year * 12 + month - 1, money is whole minor units of the currency
-- beside it, flags are 0 or 1. partner_id leads every tenant table's key;
-- programme tables carry none. Ids are ours and random (design.md 4).
-- Checks of what every order writes name two values at once at most: for
-- three SQLite builds a table each time a row is written.

-- Programme ------------------------------------------------------------------

CREATE TABLE product (
	product_id TEXT PRIMARY KEY,          -- 12 upper-case letters and digits
	title TEXT NOT NULL,
	description TEXT NOT NULL,
	kind TEXT NOT NULL CHECK (kind IN ('perpetual_software',
		'software_subscription', 'azure_reservation', 'license', 'azure_plan')),
	family TEXT NOT NULL,                 -- windows_server, sql_server, ...
	publisher TEXT NOT NULL,              -- microsoft, suse, redhat
	publisher_name TEXT NOT NULL,         -- as shown
	type_id TEXT NOT NULL,                -- REST productType
	type_name TEXT NOT NULL,
	subtype_id TEXT,
	subtype_name TEXT,
	target_views TEXT NOT NULL,           -- ' Software SoftwarePerpetual '
	window_days BIGINT,                   -- a window of its own, or the edition's
	title_folded TEXT NOT NULL
) /*sqlite: WITHOUT ROWID*/;

CREATE TABLE sku (
	product_id TEXT NOT NULL REFERENCES product,
	sku_id TEXT NOT NULL,                 -- 4 characters
	title TEXT NOT NULL,
	description TEXT NOT NULL,
	term TEXT NOT NULL CHECK (term IN ('', 'P1M', 'P1Y', 'P3Y')),
	billing_cycle TEXT NOT NULL,          -- one_time, monthly, annual, none
	min_quantity BIGINT NOT NULL,
	max_quantity BIGINT NOT NULL,
	unit TEXT NOT NULL,                   -- unit of measure
	prerequisites TEXT NOT NULL,          -- JSON array of texts
	inventory_variables TEXT NOT NULL,    -- JSON array of texts
	provisioning_variables TEXT NOT NULL, -- JSON array of texts
	dynamic_attributes TEXT NOT NULL,     -- JSON object, flat texts
	key_source TEXT NOT NULL CHECK (key_source IN ('none', 'generated', 'pool')),
	low_stock BIGINT NOT NULL,            -- keys left that raise the warning
	position BIGINT NOT NULL,             -- order within the product
	PRIMARY KEY (product_id, sku_id),
	CHECK (min_quantity >= 1 AND max_quantity >= min_quantity)
) /*sqlite: WITHOUT ROWID*/;

CREATE TABLE availability (
	product_id TEXT NOT NULL,
	sku_id TEXT NOT NULL,
	country TEXT NOT NULL,
	segment TEXT NOT NULL,                -- commercial, education, ...
	availability_id TEXT NOT NULL,        -- 12 characters
	currency TEXT NOT NULL,
	PRIMARY KEY (product_id, sku_id, country, segment),
	FOREIGN KEY (product_id, sku_id) REFERENCES sku
) /*sqlite: WITHOUT ROWID*/;
CREATE UNIQUE INDEX availability_by_id
	ON availability (product_id, sku_id, availability_id);
CREATE INDEX availability_by_country ON availability (country, segment);

-- A price sheet is live at once or not at all: its rows count only while its
-- state is live; of several live rows for one instant the newest sheet wins.
CREATE TABLE price_sheet (
	sheet_id BIGINT PRIMARY KEY,          -- rising
	name TEXT NOT NULL,                   -- file name
	sha256 TEXT NOT NULL,
	line_count BIGINT NOT NULL,
	state TEXT NOT NULL CHECK (state IN ('staging', 'live', 'refused')),
	imported_at BIGINT NOT NULL
);

CREATE TABLE price (
	product_id TEXT NOT NULL,
	sku_id TEXT NOT NULL,
	market TEXT NOT NULL,
	currency TEXT NOT NULL,
	segment TEXT NOT NULL,
	sheet_id BIGINT NOT NULL REFERENCES price_sheet,
	valid_from BIGINT NOT NULL,
	tier_min BIGINT NOT NULL,             -- quantity from which it counts
	tier_max BIGINT NOT NULL,
	valid_to BIGINT NOT NULL,             -- first instant it no longer holds
	unit_minor BIGINT NOT NULL,           -- what the partner pays
	erp_minor BIGINT,                     -- estimated retail price
	billing_plan TEXT NOT NULL,
	PRIMARY KEY (product_id, sku_id, market, currency, segment, sheet_id,
		valid_from, tier_min),
	CHECK (unit_minor >= 0 AND valid_to > valid_from)
) /*sqlite: WITHOUT ROWID*/;

CREATE TABLE file (
	file_id TEXT PRIMARY KEY,             -- GUID
	product_id TEXT NOT NULL REFERENCES product,
	sku_id TEXT,                          -- NULL: every SKU of the product
	version TEXT NOT NULL,
	language TEXT NOT NULL,               -- en-US
	os TEXT NOT NULL,
	file_type TEXT NOT NULL,              -- iso, exe, ...
	bits BIGINT NOT NULL CHECK (bits IN (32, 64)),
	name TEXT NOT NULL,                   -- as downloaded
	size BIGINT NOT NULL,
	sha256 TEXT NOT NULL,
	path TEXT NOT NULL                    -- below the file store
) /*sqlite: WITHOUT ROWID*/;
CREATE INDEX file_by_product ON file (product_id);

CREATE TABLE key_pool (
	product_id TEXT NOT NULL,
	sku_id TEXT NOT NULL,
	position BIGINT NOT NULL,             -- drawn in this order
	key_digest BYTEA NOT NULL,            -- HMAC, for uniqueness
	key_sealed BYTEA NOT NULL,            -- AES-256-GCM
	PRIMARY KEY (product_id, sku_id, position)
) /*sqlite: WITHOUT ROWID*/;
CREATE UNIQUE INDEX key_pool_by_digest ON key_pool (key_digest);

CREATE TABLE operator_user (
	user_id TEXT PRIMARY KEY,
	email TEXT NOT NULL UNIQUE,
	name TEXT NOT NULL,
	password_hash TEXT NOT NULL,
	active BIGINT NOT NULL
) /*sqlite: WITHOUT ROWID*/;

-- Where a name that arrives without a tenant belongs; globally unique.
-- kind: email, client_id, tenant, partner_domain, customer_domain, customer
CREATE TABLE directory (
	kind TEXT NOT NULL,
	name TEXT NOT NULL,                   -- lower case
	partner_id BIGINT NOT NULL,
	subject TEXT NOT NULL,                -- user, application or customer id
	PRIMARY KEY (kind, name)
) /*sqlite: WITHOUT ROWID*/;

-- Accounts --------------------------------------------------------------------

CREATE TABLE partner (
	partner_id BIGINT PRIMARY KEY,
	tenant_id TEXT NOT NULL UNIQUE,
	name TEXT NOT NULL,
	domain TEXT NOT NULL UNIQUE,
	country TEXT NOT NULL,
	city TEXT NOT NULL,
	currency TEXT NOT NULL,
	culture TEXT NOT NULL,
	mpn_id TEXT NOT NULL,
	csp_enrolled BIGINT NOT NULL,
	sandbox BIGINT NOT NULL,
	test_clock BIGINT NOT NULL,
	clock_offset BIGINT NOT NULL,         -- now = wall + offset
	strict_app_user BIGINT NOT NULL,
	customers_version BIGINT NOT NULL DEFAULT 0 -- rises with each change
);

CREATE TABLE partner_user (
	partner_id BIGINT NOT NULL REFERENCES partner,
	user_id TEXT NOT NULL,
	email TEXT NOT NULL,
	name TEXT NOT NULL,
	password_hash TEXT NOT NULL,          -- argon2id, encoded
	roles BIGINT NOT NULL,                -- bits of accounts/permission.h
	active BIGINT NOT NULL,
	locale TEXT,                          -- NULL: the browser's
	mail_orders BIGINT NOT NULL,          -- wants mail about orders
	failed_sign_ins BIGINT NOT NULL,      -- in a row
	locked_until BIGINT NOT NULL,         -- real time; 0 not locked
	created_at BIGINT NOT NULL,
	PRIMARY KEY (partner_id, user_id)
) /*sqlite: WITHOUT ROWID*/;

CREATE TABLE session (
	partner_id BIGINT NOT NULL,
	session_hash BYTEA NOT NULL,          -- SHA-256 of the cookie's secret
	user_id TEXT NOT NULL,
	customer_id TEXT,                     -- of customer users
	csrf TEXT NOT NULL,
	created_at BIGINT NOT NULL,           -- real time
	expires_at BIGINT NOT NULL,
	address TEXT NOT NULL,
	agent TEXT NOT NULL,
	PRIMARY KEY (partner_id, session_hash)
) /*sqlite: WITHOUT ROWID*/;
CREATE INDEX session_by_expiry ON session (expires_at);
CREATE INDEX session_by_user ON session (partner_id, user_id);

-- Rotates: used once, then replaced.
CREATE TABLE refresh_token (
	partner_id BIGINT NOT NULL,
	token_hash BYTEA NOT NULL,            -- SHA-256 of the whole token
	user_id TEXT NOT NULL,
	client_id TEXT NOT NULL,
	created_at BIGINT NOT NULL,           -- real time
	expires_at BIGINT NOT NULL,
	PRIMARY KEY (partner_id, token_hash)
) /*sqlite: WITHOUT ROWID*/;
CREATE INDEX refresh_token_by_expiry ON refresh_token (expires_at);
CREATE INDEX refresh_token_by_user ON refresh_token (partner_id, user_id);

CREATE TABLE application (
	partner_id BIGINT NOT NULL REFERENCES partner,
	client_id TEXT NOT NULL,
	name TEXT NOT NULL,
	secret_hash TEXT NOT NULL,            -- SHA-256, hex: the secret is random
	roles BIGINT NOT NULL,
	active BIGINT NOT NULL,
	created_at BIGINT NOT NULL,
	PRIMARY KEY (partner_id, client_id)
) /*sqlite: WITHOUT ROWID*/;

-- Customers -------------------------------------------------------------------

CREATE TABLE customer (
	partner_id BIGINT NOT NULL REFERENCES partner,
	customer_id TEXT NOT NULL,            -- tenant GUID
	commerce_id TEXT NOT NULL,
	name TEXT NOT NULL,
	name_folded TEXT NOT NULL,            -- searched and sorted by
	domain TEXT NOT NULL,                 -- lower case
	country TEXT NOT NULL,
	segment TEXT NOT NULL,
	email TEXT NOT NULL,
	language TEXT NOT NULL,
	culture TEXT NOT NULL,
	first_name TEXT NOT NULL,
	last_name TEXT NOT NULL,
	address_line1 TEXT NOT NULL,
	address_line2 TEXT NOT NULL,
	city TEXT NOT NULL,
	state TEXT NOT NULL,
	postal_code TEXT NOT NULL,
	phone TEXT NOT NULL,
	registration_number TEXT NOT NULL,
	associated_partner_id TEXT NOT NULL,
	version BIGINT NOT NULL,              -- etag
	created_at BIGINT NOT NULL,
	PRIMARY KEY (partner_id, customer_id)
) /*sqlite: WITHOUT ROWID*/;
CREATE INDEX customer_by_name ON customer (partner_id, name_folded, customer_id);
CREATE INDEX customer_by_domain ON customer (partner_id, domain);

CREATE TABLE customer_user (
	partner_id BIGINT NOT NULL,
	customer_id TEXT NOT NULL,
	user_id TEXT NOT NULL,
	email TEXT NOT NULL,
	name TEXT NOT NULL,
	password_hash TEXT NOT NULL,
	roles BIGINT NOT NULL,
	active BIGINT NOT NULL,
	locale TEXT,                          -- NULL: the browser's
	failed_sign_ins BIGINT NOT NULL,      -- in a row
	locked_until BIGINT NOT NULL,         -- real time; 0 not locked
	created_at BIGINT NOT NULL,
	PRIMARY KEY (partner_id, customer_id, user_id)
) /*sqlite: WITHOUT ROWID*/;

-- Carts and orders ------------------------------------------------------------

CREATE TABLE cart (
	partner_id BIGINT NOT NULL,
	cart_id TEXT NOT NULL,                -- GUID
	customer_id TEXT NOT NULL,
	state TEXT NOT NULL CHECK (state IN ('active', 'ordered')),
	created_at BIGINT NOT NULL,
	modified_at BIGINT NOT NULL,
	expires_at BIGINT NOT NULL,           -- business time
	modified_by TEXT NOT NULL,            -- user or client id
	version BIGINT NOT NULL,
	PRIMARY KEY (partner_id, cart_id)
) /*sqlite: WITHOUT ROWID*/;
CREATE INDEX cart_by_customer ON cart (partner_id, customer_id, state, modified_at);

CREATE TABLE cart_line (
	partner_id BIGINT NOT NULL,
	cart_id TEXT NOT NULL,
	line_id BIGINT NOT NULL,              -- from 0
	catalog_item_id TEXT NOT NULL,        -- product:sku:availability, as sent
	quantity BIGINT NOT NULL,
	billing_cycle TEXT NOT NULL,
	term TEXT NOT NULL,
	currency TEXT NOT NULL,
	friendly_name TEXT,
	order_group TEXT NOT NULL,
	participant TEXT,                     -- MPN id of the transaction reseller
	renews_to TEXT,                       -- term
	context TEXT,                         -- provisioningContext, JSON object
	PRIMARY KEY (partner_id, cart_id, line_id)
) /*sqlite: WITHOUT ROWID*/;

CREATE TABLE orders (
	partner_id BIGINT NOT NULL,
	order_id TEXT NOT NULL,               -- 33 URL-safe characters ending in 1
	alternate_id TEXT NOT NULL,           -- 12 hex digits
	customer_id TEXT NOT NULL,
	ordered_at BIGINT NOT NULL,           -- the purchase date's instant (R-028)
	currency TEXT NOT NULL,
	billing_cycle TEXT NOT NULL,
	state TEXT NOT NULL CHECK (state IN ('pending', 'completed')
		OR state = 'cancelled'),
	ordered_by TEXT NOT NULL,             -- user or client id
	ordered_by_name TEXT NOT NULL,
	cart_id TEXT,
	net_minor BIGINT NOT NULL,
	tax_minor BIGINT NOT NULL,
	gross_minor BIGINT NOT NULL,
	version BIGINT NOT NULL,
	PRIMARY KEY (partner_id, order_id)
) /*sqlite: WITHOUT ROWID*/;
CREATE INDEX orders_by_customer ON orders (partner_id, customer_id, ordered_at);
CREATE INDEX orders_by_cart ON orders (partner_id, cart_id);

CREATE TABLE order_line (
	partner_id BIGINT NOT NULL,
	order_id TEXT NOT NULL,
	line_number BIGINT NOT NULL,          -- from 0
	product_id TEXT NOT NULL,
	sku_id TEXT NOT NULL,
	availability_id TEXT NOT NULL,
	title TEXT NOT NULL,                  -- SKU title when ordered
	kind TEXT NOT NULL,
	family TEXT NOT NULL,
	publisher TEXT NOT NULL,
	term TEXT NOT NULL,
	window_days BIGINT NOT NULL,          -- the product's own when ordered; 0 none
	friendly_name TEXT,
	quantity BIGINT NOT NULL,             -- as ordered; shown as 0 when cancelled
	unit_minor BIGINT NOT NULL,           -- as priced
	net_minor BIGINT NOT NULL,
	tax_minor BIGINT NOT NULL,
	gross_minor BIGINT NOT NULL,
	tax_included BIGINT NOT NULL,         -- how it was priced (R-029, R-030)
	tax_rate_bp BIGINT NOT NULL,
	edition_id TEXT NOT NULL,             -- in force when ordered (R-129)
	term_start_day BIGINT NOT NULL,
	term_end_day BIGINT,                  -- NULL: perpetual
	cancel_until BIGINT NOT NULL,         -- first refused instant, for lists
	state TEXT NOT NULL CHECK (state IN ('ordered', 'fulfilled')
		OR state = 'cancelled'),
	cancelled_at BIGINT,
	subscription_id TEXT,
	participant TEXT,
	renews_to TEXT,
	context TEXT,
	PRIMARY KEY (partner_id, order_id, line_number),
	CHECK (net_minor + tax_minor = gross_minor)
) /*sqlite: WITHOUT ROWID*/;
-- what is still open, by when its window closes: the start page
CREATE INDEX order_line_by_window ON order_line (partner_id, cancel_until);

CREATE TABLE cancellation (
	partner_id BIGINT NOT NULL,
	order_id TEXT NOT NULL,
	line_number BIGINT NOT NULL,
	requested_at BIGINT NOT NULL,
	requested_by TEXT NOT NULL,
	requested_by_name TEXT NOT NULL,
	acknowledged TEXT NOT NULL CHECK (acknowledged IN ('checkbox', 'call', 'not_asked')),
	route TEXT NOT NULL CHECK (route IN ('self', 'request')),
	edition_id TEXT NOT NULL,
	elapsed_days BIGINT NOT NULL,
	fee_minor BIGINT NOT NULL,
	PRIMARY KEY (partner_id, order_id, line_number)
) /*sqlite: WITHOUT ROWID*/;

-- REST subscriptions: licence-based items and Azure plans only (ruling 13).
CREATE TABLE subscription (
	partner_id BIGINT NOT NULL,
	subscription_id TEXT NOT NULL,        -- GUID
	customer_id TEXT NOT NULL,
	order_id TEXT NOT NULL,
	line_number BIGINT NOT NULL,
	offer_id TEXT NOT NULL,
	offer_name TEXT NOT NULL,
	friendly_name TEXT NOT NULL,
	kind TEXT NOT NULL,                   -- license, azure_plan
	quantity BIGINT NOT NULL,
	term TEXT NOT NULL,
	billing_cycle TEXT NOT NULL,
	state TEXT NOT NULL CHECK (state IN ('active', 'suspended', 'deleted')),
	auto_renew BIGINT NOT NULL,
	created_at BIGINT NOT NULL,
	start_day BIGINT NOT NULL,
	end_day BIGINT,
	version BIGINT NOT NULL,
	PRIMARY KEY (partner_id, subscription_id)
) /*sqlite: WITHOUT ROWID*/;
CREATE INDEX subscription_by_customer ON subscription (partner_id, customer_id);

CREATE TABLE reservation (
	partner_id BIGINT NOT NULL,
	order_id TEXT NOT NULL,
	line_number BIGINT NOT NULL,
	customer_id TEXT NOT NULL,
	azure_subscription_id TEXT NOT NULL,
	scope TEXT NOT NULL CHECK (scope IN ('single', 'shared')),
	region TEXT NOT NULL,
	reservation_id TEXT NOT NULL,
	PRIMARY KEY (partner_id, order_id, line_number)
) /*sqlite: WITHOUT ROWID*/;

-- Fulfilment ------------------------------------------------------------------

-- One per software line; its id outside is order_id-line_number.
CREATE TABLE entitlement (
	partner_id BIGINT NOT NULL,
	order_id TEXT NOT NULL,
	line_number BIGINT NOT NULL,
	customer_id TEXT NOT NULL,
	product_id TEXT NOT NULL,
	sku_id TEXT NOT NULL,
	quantity BIGINT NOT NULL,
	state TEXT NOT NULL CHECK (state IN ('pending', 'active')
		OR state = 'revoked'),
	expires_day BIGINT NOT NULL,          -- first day it no longer holds; 0 never
	PRIMARY KEY (partner_id, order_id, line_number)
) /*sqlite: WITHOUT ROWID*/;
CREATE INDEX entitlement_waiting ON entitlement (product_id, sku_id)
	WHERE state = 'pending';

CREATE TABLE product_key (
	partner_id BIGINT NOT NULL,
	order_id TEXT NOT NULL,
	line_number BIGINT NOT NULL,
	key_digest BYTEA NOT NULL,
	key_sealed BYTEA NOT NULL,
	state TEXT NOT NULL CHECK (state IN ('active', 'revoked')),
	issued_at BIGINT NOT NULL,
	PRIMARY KEY (partner_id, order_id, line_number)
) /*sqlite: WITHOUT ROWID*/;
CREATE UNIQUE INDEX product_key_by_digest ON product_key (key_digest);

CREATE TABLE download_link (
	partner_id BIGINT NOT NULL,
	order_id TEXT NOT NULL,
	line_number BIGINT NOT NULL,
	file_id TEXT NOT NULL,
	serial BIGINT NOT NULL,               -- from 1; a renewal is the next
	token_hash BYTEA NOT NULL,
	customer_id TEXT NOT NULL,
	issued_at BIGINT NOT NULL,
	issued_by TEXT NOT NULL,
	issued_by_name TEXT NOT NULL,
	lifetime_days BIGINT NOT NULL,        -- stamped at issue
	lifetime_starts TEXT NOT NULL CHECK (lifetime_starts IN ('issue', 'first_download')),
	max_downloads BIGINT NOT NULL,
	downloads BIGINT NOT NULL,
	first_download_at BIGINT NOT NULL,    -- business time; 0 none yet
	revoked BIGINT NOT NULL,
	edition_id TEXT NOT NULL,
	PRIMARY KEY (partner_id, order_id, line_number, file_id, serial),
	CHECK (downloads <= max_downloads)
) /*sqlite: WITHOUT ROWID*/;
CREATE UNIQUE INDEX download_link_by_token ON download_link (partner_id, token_hash);

-- Counted starts of a link, that make resuming free for a day (ruling 15).
CREATE TABLE download_start (
	partner_id BIGINT NOT NULL,
	token_hash BYTEA NOT NULL,
	address TEXT NOT NULL,
	started_at BIGINT NOT NULL,           -- real time of the latest
	PRIMARY KEY (partner_id, token_hash, address)
) /*sqlite: WITHOUT ROWID*/;

-- Billing ---------------------------------------------------------------------

-- Charges and credits as they arise. The key allows one charge and one credit
-- a line, whatever happens at the same moment.
CREATE TABLE charge (
	partner_id BIGINT NOT NULL,
	order_id TEXT NOT NULL,
	line_number BIGINT NOT NULL,
	kind TEXT NOT NULL CHECK (kind IN ('new', 'cancel')),
	customer_id TEXT NOT NULL,
	month BIGINT NOT NULL,                -- UTC month of the act
	at BIGINT NOT NULL,
	currency TEXT NOT NULL,
	net_minor BIGINT NOT NULL,            -- a credit is negative
	tax_minor BIGINT NOT NULL,
	gross_minor BIGINT NOT NULL,
	edition_id TEXT NOT NULL,
	explanation TEXT NOT NULL,            -- JSON: inputs, rule, formula, rounding
	PRIMARY KEY (partner_id, order_id, line_number, kind),
	CHECK (net_minor + tax_minor = gross_minor)
) /*sqlite: WITHOUT ROWID*/;
CREATE INDEX charge_by_month ON charge (partner_id, month, at);

-- Activity --------------------------------------------------------------------

-- Append-only. Never holds a key. Sealing (leaf, salt) by design.md 4.
CREATE TABLE activity (
	partner_id BIGINT NOT NULL,
	at BIGINT NOT NULL,                   -- business time
	activity_id BIGINT NOT NULL,          -- random, positive
	tab TEXT NOT NULL CHECK (tab IN ('software', 'customer')),
	action TEXT NOT NULL,                 -- get_software_key, create_order, ...
	result TEXT NOT NULL CHECK (result IN ('done', 'refused')),
	reason TEXT,                          -- error name, when refused
	actor_kind BIGINT NOT NULL,
	actor_id TEXT,                        -- user, or client of a program
	actor_name TEXT,                      -- as known then
	client_id TEXT,                       -- program in between
	customer_id TEXT,
	customer_name TEXT,
	order_id TEXT,
	line_number BIGINT,
	product_id TEXT,
	sku_id TEXT,
	title TEXT,                           -- product or file as shown then
	file_id TEXT,
	details TEXT,                         -- JSON object of texts
	address TEXT NOT NULL,
	request_id TEXT NOT NULL,
	correlation_id TEXT NOT NULL,
	salt BYTEA NOT NULL,
	leaf BYTEA NOT NULL,
	PRIMARY KEY (partner_id, at, activity_id)
) /*sqlite: WITHOUT ROWID*/;
CREATE INDEX activity_by_customer ON activity (partner_id, customer_id, at);

-- Requests answered before (ruling 4) ----------------------------------------

CREATE TABLE idempotency (
	partner_id BIGINT NOT NULL,
	request_key BYTEA NOT NULL,           -- SHA-256 of who, method, path, query, id
	body_hash BYTEA NOT NULL,
	status BIGINT NOT NULL,
	answer BYTEA,                         -- NULL: only that it was recorded
	sealed BIGINT NOT NULL,
	location TEXT,
	created_at BIGINT NOT NULL,           -- real time
	PRIMARY KEY (partner_id, request_key)
) /*sqlite: WITHOUT ROWID*/;
CREATE INDEX idempotency_by_age ON idempotency (created_at);

-- Outgoing messages -----------------------------------------------------------

-- One row a recipient, written with the act, delivered after its commit.
CREATE TABLE outbox (
	partner_id BIGINT NOT NULL,
	event_id TEXT NOT NULL,               -- GUID of what happened
	recipient TEXT NOT NULL,              -- user id
	channel TEXT NOT NULL CHECK (channel IN ('mail')),
	template TEXT NOT NULL,               -- order_placed, order_cancelled
	subject_id TEXT NOT NULL,             -- order id
	line_number BIGINT,
	state TEXT NOT NULL CHECK (state IN ('waiting', 'delivered')
		OR state = 'failed'),
	attempts BIGINT NOT NULL,
	next_at BIGINT NOT NULL,              -- real time
	problem TEXT,
	created_at BIGINT NOT NULL,
	PRIMARY KEY (partner_id, event_id, recipient)
) /*sqlite: WITHOUT ROWID*/;
CREATE INDEX outbox_waiting ON outbox (next_at) WHERE state = 'waiting';
