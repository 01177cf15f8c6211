-- What the operator console needs: partners found by name, qualifications
-- that were denied, files that are no longer offered.

ALTER TABLE partner ADD COLUMN name_folded TEXT NOT NULL DEFAULT '';
UPDATE partner SET name_folded = lower(name);
CREATE INDEX partner_by_name ON partner (name_folded, partner_id);

-- A denied one is never approved: approved_at is beyond all time then.
ALTER TABLE customer_qualification ADD COLUMN denied_at BIGINT NOT NULL
	DEFAULT 0;
ALTER TABLE customer_qualification ADD COLUMN reason TEXT;

-- Real time; 0 offered. Who bought keeps the entitlement, not the file.
ALTER TABLE file ADD COLUMN withdrawn_at BIGINT NOT NULL DEFAULT 0;
