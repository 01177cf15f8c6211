-- First and last names of customers' users as lists sort them, in the same way
-- as name_folded: by the letters, not by their bytes.
ALTER TABLE customer_user ADD COLUMN first_folded TEXT NOT NULL DEFAULT '';
ALTER TABLE customer_user ADD COLUMN last_folded TEXT NOT NULL DEFAULT '';
UPDATE customer_user SET first_folded = lower(first_name),
	last_folded = lower(last_name);
