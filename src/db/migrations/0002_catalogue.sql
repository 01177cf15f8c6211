-- A catalogue comes in by slices and counts at once: availabilities above the
-- generation in force are not there yet.

CREATE TABLE catalogue (
	generation BIGINT NOT NULL            -- one row
);
INSERT INTO catalogue (generation) VALUES (0);

ALTER TABLE availability ADD COLUMN since BIGINT NOT NULL DEFAULT 0;
