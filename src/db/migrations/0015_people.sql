-- People of a partner: found by name, invited by mail, told by mail what they
-- chose to hear; and what a partner sets for all of them.

ALTER TABLE partner_user ADD COLUMN name_folded TEXT NOT NULL DEFAULT '';
ALTER TABLE partner_user ADD COLUMN notices BIGINT NOT NULL DEFAULT 0;
ALTER TABLE partner_user ADD COLUMN invited_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE partner_user ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
-- orders and cancellations were one choice
UPDATE partner_user SET name_folded = lower(name),
	notices = CASE mail_orders WHEN 1 THEN 3 ELSE 0 END;
ALTER TABLE partner_user DROP COLUMN mail_orders;
CREATE INDEX partner_user_by_name
	ON partner_user (partner_id, name_folded, user_id);

-- What the mail says of an act: a JSON object of texts, as they were then.
ALTER TABLE outbox ADD COLUMN facts TEXT;

-- One row a partner that set something; '' is as Kontor has it.
CREATE TABLE partner_setting (
	partner_id BIGINT PRIMARY KEY REFERENCES partner,
	azure_portal_url TEXT NOT NULL,
	risk_notice_url TEXT NOT NULL,
	changed_at BIGINT NOT NULL            -- business time
);
