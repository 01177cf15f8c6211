-- What a partner says about itself beyond its own row: one row a profile that
-- was changed; before that, the partner's row gives it.

CREATE TABLE partner_profile (
	partner_id BIGINT NOT NULL REFERENCES partner,
	kind TEXT NOT NULL CHECK (kind IN ('organization', 'legalbusiness')
		OR kind IN ('billing', 'support')),
	fields TEXT NOT NULL,                 -- JSON object of texts
	version BIGINT NOT NULL,              -- etag
	changed_at BIGINT NOT NULL,
	changed_by TEXT NOT NULL,             -- user or client id
	PRIMARY KEY (partner_id, kind)
) /*sqlite: WITHOUT ROWID*/;
