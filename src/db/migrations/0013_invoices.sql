-- Invoices, issued. A charge stays as it was written: an invoice freezes how
-- many lines a month of a currency has, their sums and a hash over them, and
-- what comes later goes on the next open month.

-- Renewals, and credits that somebody grants, are charges as well.
CREATE TABLE charge_of_all_kinds (
	partner_id BIGINT NOT NULL,
	order_id TEXT NOT NULL,
	line_number BIGINT NOT NULL,
	kind TEXT NOT NULL CHECK (kind IN ('new', 'cancel')
		OR kind IN ('add_quantity', 'remove_quantity')
		OR kind IN ('renew', 'customer_credit')),
	serial BIGINT NOT NULL,               -- 0, the subscription's version, or
	                                      -- of a renewal its first day
	customer_id TEXT NOT NULL,
	month BIGINT NOT NULL,                -- whose invoice it is on
	at BIGINT NOT NULL,
	currency TEXT NOT NULL,
	quantity BIGINT NOT NULL,             -- bought, added, taken off
	net_minor BIGINT NOT NULL,            -- a credit is negative
	tax_minor BIGINT NOT NULL,
	gross_minor BIGINT NOT NULL,
	period_day BIGINT NOT NULL,           -- first day of what it pays for
	edition_id TEXT NOT NULL,
	explanation TEXT NOT NULL,            -- JSON: inputs, rule, formula, rounding
	PRIMARY KEY (partner_id, order_id, line_number, kind, serial),
	CHECK (net_minor + tax_minor = gross_minor),
	CHECK ((kind = 'new' OR kind = 'cancel') = (serial = 0))
) /*sqlite: WITHOUT ROWID*/;

INSERT INTO charge_of_all_kinds SELECT * FROM charge;
DROP TABLE charge;
ALTER TABLE charge_of_all_kinds RENAME TO charge;
CREATE INDEX charge_by_month ON charge (partner_id, month, at);

CREATE TABLE invoice (
	partner_id BIGINT NOT NULL,
	kind TEXT NOT NULL CHECK (kind IN ('invoice', 'credit_note')),
	serial BIGINT NOT NULL,               -- from 1, without a gap
	number TEXT NOT NULL,                 -- kind, partner and serial
	month BIGINT NOT NULL,
	currency TEXT NOT NULL,
	issued_at BIGINT NOT NULL,            -- business time
	dated_day BIGINT NOT NULL,
	due_day BIGINT NOT NULL,              -- the last day to pay
	line_count BIGINT NOT NULL,
	net_minor BIGINT NOT NULL,
	tax_minor BIGINT NOT NULL,
	gross_minor BIGINT NOT NULL,          -- of a credit note negative
	lines_hash TEXT NOT NULL,             -- SHA-256, billing/invoice_proof.h
	paid_day BIGINT,                      -- NULL: not paid
	paid_at BIGINT,                       -- real time it was recorded
	PRIMARY KEY (partner_id, kind, serial),
	CHECK (net_minor + tax_minor = gross_minor),
	CHECK ((gross_minor < 0) = (kind = 'credit_note'))
) /*sqlite: WITHOUT ROWID*/;
CREATE UNIQUE INDEX invoice_by_month ON invoice (partner_id, currency, month);
CREATE UNIQUE INDEX invoice_by_number ON invoice (number);

-- What was not issued because it did not add up, until it does.
CREATE TABLE invoice_refusal (
	partner_id BIGINT NOT NULL,
	month BIGINT NOT NULL,
	currency TEXT NOT NULL,
	reason TEXT NOT NULL,                 -- "sum", or a rule a line breaks
	line TEXT NOT NULL,                   -- which one, "" when it is the sum
	refused_at BIGINT NOT NULL,           -- real time
	PRIMARY KEY (partner_id, month, currency)
) /*sqlite: WITHOUT ROWID*/;

-- Runs of the operator over all partners.
CREATE TABLE invoice_run (
	run_id BIGINT PRIMARY KEY,            -- from 1
	month BIGINT NOT NULL,
	early BIGINT NOT NULL,                -- the month as well when it still runs
	state TEXT NOT NULL CHECK (state IN ('running', 'done')),
	started_by TEXT NOT NULL,             -- a name; "" the command line
	started_at BIGINT NOT NULL,           -- real time
	finished_at BIGINT,
	partners_total BIGINT NOT NULL,
	partners_done BIGINT NOT NULL,
	after_partner_id BIGINT NOT NULL,     -- done up to and with this one
	invoices BIGINT NOT NULL,
	credit_notes BIGINT NOT NULL,
	refused BIGINT NOT NULL,
	not_over BIGINT NOT NULL              -- partners whose month still runs
);
CREATE UNIQUE INDEX invoice_run_going ON invoice_run (month)
	WHERE state = 'running';

-- When a partner's billing has work to do next, in its business time: a month
-- that ends, a period that begins. No row: at once.
CREATE TABLE billing_due (
	partner_id BIGINT PRIMARY KEY,
	due_at BIGINT NOT NULL
);

-- The first day that is not charged yet, or the day after the last one when
-- the term ends there. NULL: nothing is charged any more.
ALTER TABLE subscription ADD COLUMN next_day BIGINT;
UPDATE subscription SET next_day = start_day
	WHERE state <> 'deleted' AND end_day IS NOT NULL;
CREATE INDEX subscription_by_next ON subscription (partner_id, next_day)
	WHERE next_day IS NOT NULL;
