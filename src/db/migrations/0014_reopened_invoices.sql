-- What a test clock that went back has not issued yet. When it goes on and the
-- same document comes out again, it is that one: told once, and paid if it was.
CREATE TABLE invoice_reopened (
	partner_id BIGINT NOT NULL,
	month BIGINT NOT NULL,
	currency TEXT NOT NULL,
	kind TEXT NOT NULL,
	serial BIGINT NOT NULL,
	lines_hash TEXT NOT NULL,
	issued_at BIGINT NOT NULL,
	paid_day BIGINT,
	PRIMARY KEY (partner_id, currency, month)
) /*sqlite: WITHOUT ROWID*/;
