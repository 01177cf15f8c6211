-- Operators sign in like everybody else: wrong passwords are counted, and
-- their sessions stand in session with partner 0, which no partner has.

ALTER TABLE operator_user ADD COLUMN failed_sign_ins BIGINT NOT NULL DEFAULT 0;
ALTER TABLE operator_user ADD COLUMN locked_until BIGINT NOT NULL DEFAULT 0;
ALTER TABLE operator_user ADD COLUMN created_at BIGINT NOT NULL DEFAULT 0;
