-- What users of partners chose to be told by mail.

-- name: notices_load
SELECT notices FROM partner_user WHERE partner_id = $1 AND user_id = $2;

-- $3 the bits that stay, $4 those that are set.
-- name: notices_set
UPDATE partner_user
SET notices = (notices & CAST($3 AS BIGINT)) | CAST($4 AS BIGINT)
WHERE partner_id = $1 AND user_id = $2 AND active = 1;
