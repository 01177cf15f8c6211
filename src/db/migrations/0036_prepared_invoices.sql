-- The proof of a large month, made ahead on a snapshot, so that issuing it is
-- one short commit. It holds as long as the month has the lines it was made
-- of: what came since shows in weight and weight_minor (charge_sum's), and
-- when lines are taken away the row goes with them.
CREATE TABLE invoice_prepared (
	partner_id BIGINT NOT NULL,
	month BIGINT NOT NULL,
	currency TEXT NOT NULL,
	token TEXT NOT NULL,                  -- who makes it
	done BIGINT NOT NULL CHECK (done IN (0, 1)),
	weight BIGINT NOT NULL,               -- lines, by charge_sum
	weight_minor BIGINT NOT NULL,         -- with tax, by charge_sum
	line_count BIGINT NOT NULL,
	net_minor BIGINT NOT NULL,
	tax_minor BIGINT NOT NULL,
	gross_minor BIGINT NOT NULL,
	lines_hash TEXT NOT NULL,
	problem TEXT,                         -- billing/invoice_proof.h; or NULL
	line TEXT,
	PRIMARY KEY (partner_id, month, currency)
) /*sqlite: WITHOUT ROWID*/;
