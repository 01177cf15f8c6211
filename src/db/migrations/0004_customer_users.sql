-- Users of a customer as its directory has them: names, place, deletion that
-- can be taken back, roles and licences.

ALTER TABLE customer_user ADD COLUMN name_folded TEXT NOT NULL DEFAULT '';
ALTER TABLE customer_user ADD COLUMN first_name TEXT NOT NULL DEFAULT '';
ALTER TABLE customer_user ADD COLUMN last_name TEXT NOT NULL DEFAULT '';
ALTER TABLE customer_user ADD COLUMN usage_location TEXT NOT NULL DEFAULT '';
ALTER TABLE customer_user ADD COLUMN phone TEXT NOT NULL DEFAULT '';
ALTER TABLE customer_user ADD COLUMN immutable_id TEXT NOT NULL DEFAULT '';
-- the next sign-in asks for a password of one's own
ALTER TABLE customer_user ADD COLUMN must_change BIGINT NOT NULL DEFAULT 0;
ALTER TABLE customer_user ADD COLUMN deleted_at BIGINT; -- business time; NULL: not deleted
ALTER TABLE customer_user ADD COLUMN changed_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE customer_user ADD COLUMN version BIGINT NOT NULL DEFAULT 1; -- etag

UPDATE customer_user SET name_folded = lower(name), changed_at = created_at,
	usage_location = COALESCE((SELECT c.country FROM customer c
		WHERE c.partner_id = customer_user.partner_id
		AND c.customer_id = customer_user.customer_id), ''),
	first_name = COALESCE((SELECT c.first_name FROM customer c
		WHERE c.partner_id = customer_user.partner_id
		AND c.customer_id = customer_user.customer_id
		AND c.first_name || ' ' || c.last_name = customer_user.name), ''),
	last_name = COALESCE((SELECT c.last_name FROM customer c
		WHERE c.partner_id = customer_user.partner_id
		AND c.customer_id = customer_user.customer_id
		AND c.first_name || ' ' || c.last_name = customer_user.name), '');

-- Directory roles but for Company Administrator: who has that one stands in
-- customer_user.roles and nowhere else.
CREATE TABLE customer_role_member (
	partner_id BIGINT NOT NULL,
	customer_id TEXT NOT NULL,
	role_id TEXT NOT NULL,                -- GUID of customers/directory_role.c
	user_id TEXT NOT NULL,
	since BIGINT NOT NULL,
	PRIMARY KEY (partner_id, customer_id, role_id, user_id)
) /*sqlite: WITHOUT ROWID*/;
CREATE INDEX customer_role_member_by_user
	ON customer_role_member (partner_id, customer_id, user_id);

-- One row a licence that a user has. The product stands for the licence: its
-- SKUs differ in how they are paid, not in what they allow.
CREATE TABLE customer_license (
	partner_id BIGINT NOT NULL,
	customer_id TEXT NOT NULL,
	user_id TEXT NOT NULL,
	product_id TEXT NOT NULL,
	excluded_plans TEXT NOT NULL,         -- JSON array of ids
	assigned_at BIGINT NOT NULL,
	PRIMARY KEY (partner_id, customer_id, user_id, product_id)
) /*sqlite: WITHOUT ROWID*/;
CREATE INDEX customer_license_by_product
	ON customer_license (partner_id, customer_id, product_id);

-- What a licence is made of, as in the catalogue file: JSON, NULL when the
-- product is none or the file does not say.
ALTER TABLE product ADD COLUMN license TEXT;
