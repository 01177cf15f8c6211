-- Add-ons stand behind the line of the cart they belong to; seats of other
-- publishers are activated in a sandbox.

ALTER TABLE cart_line ADD COLUMN parent_line BIGINT NOT NULL DEFAULT -1;
ALTER TABLE subscription ADD COLUMN activated_at BIGINT NOT NULL DEFAULT 0;
