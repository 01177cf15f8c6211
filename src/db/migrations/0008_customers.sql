-- What becomes of a customer: its relationship, more domains, qualifications,
-- agreements, the reseller it came through.

-- The first order waits for a confirmed agreement.
ALTER TABLE partner ADD COLUMN agreement_required BIGINT NOT NULL DEFAULT 0;

-- reseller; none: ended, its own users keep what it bought; deleted: sandbox.
ALTER TABLE customer ADD COLUMN relationship TEXT NOT NULL DEFAULT 'reseller'
	CHECK (relationship IN ('reseller', 'none', 'deleted'));
-- When it accepted the customer agreement by itself; 0 not.
ALTER TABLE customer ADD COLUMN direct_signed_at BIGINT NOT NULL DEFAULT 0;
CREATE INDEX customer_by_reseller
	ON customer (partner_id, associated_partner_id);

CREATE TABLE customer_domain (
	partner_id BIGINT NOT NULL,
	customer_id TEXT NOT NULL,
	name TEXT NOT NULL,                   -- lower case
	authentication TEXT NOT NULL,         -- managed, federated
	capability TEXT NOT NULL,
	is_default BIGINT NOT NULL,
	root_domain TEXT NOT NULL,
	verification TEXT NOT NULL,           -- none, dns_record, email
	federation TEXT,                      -- JSON object, of federated ones
	created_at BIGINT NOT NULL,
	PRIMARY KEY (partner_id, customer_id, name)
) /*sqlite: WITHOUT ROWID*/;

CREATE TABLE customer_qualification (
	partner_id BIGINT NOT NULL,
	customer_id TEXT NOT NULL,
	qualification TEXT NOT NULL,          -- Education, ...
	segment TEXT NOT NULL,                -- what it opens
	requested_at BIGINT NOT NULL,         -- business time
	approved_at BIGINT NOT NULL,          -- in review until then
	validation_id TEXT,                   -- code it was asked for with
	PRIMARY KEY (partner_id, customer_id, qualification)
) /*sqlite: WITHOUT ROWID*/;

-- Codes of the government community cloud: each lets in so many customers.
CREATE TABLE validation_code (
	partner_id BIGINT NOT NULL REFERENCES partner,
	validation_id TEXT NOT NULL,
	organization TEXT NOT NULL,
	max_creates BIGINT NOT NULL,
	used BIGINT NOT NULL,
	version BIGINT NOT NULL,              -- etag
	PRIMARY KEY (partner_id, validation_id),
	CHECK (used >= 0 AND used <= max_creates)
) /*sqlite: WITHOUT ROWID*/;

-- Indirect resellers, who bring customers to the partner.
CREATE TABLE reseller (
	partner_id BIGINT NOT NULL REFERENCES partner,
	reseller_id TEXT NOT NULL,            -- tenant GUID, lower case
	mpn_id TEXT NOT NULL,
	name TEXT NOT NULL,
	name_folded TEXT NOT NULL,
	country TEXT NOT NULL,
	active BIGINT NOT NULL,
	agreement_signed BIGINT NOT NULL,     -- the partner agreement
	created_at BIGINT NOT NULL,
	PRIMARY KEY (partner_id, reseller_id)
) /*sqlite: WITHOUT ROWID*/;
CREATE UNIQUE INDEX reseller_by_mpn ON reseller (partner_id, mpn_id);
CREATE INDEX reseller_by_id ON reseller (reseller_id);

CREATE TABLE agreement (
	partner_id BIGINT NOT NULL,
	customer_id TEXT NOT NULL,
	agreement_id TEXT NOT NULL,
	type TEXT NOT NULL,
	template_id TEXT NOT NULL,
	agreed_at BIGINT NOT NULL,
	first_name TEXT NOT NULL,
	last_name TEXT NOT NULL,
	email TEXT NOT NULL,
	phone TEXT NOT NULL,
	user_id TEXT,                         -- who confirmed; NULL a program
	created_at BIGINT NOT NULL,
	PRIMARY KEY (partner_id, customer_id, agreement_id)
) /*sqlite: WITHOUT ROWID*/;
