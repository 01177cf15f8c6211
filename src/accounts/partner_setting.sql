-- What a partner sets for all its users.

-- name: partner_setting_load
SELECT azure_portal_url, risk_notice_url FROM partner_setting
WHERE partner_id = $1;

-- name: partner_setting_save
INSERT INTO partner_setting (partner_id, azure_portal_url, risk_notice_url,
	changed_at)
VALUES ($1, $2, $3, $4)
ON CONFLICT (partner_id) DO UPDATE SET azure_portal_url = $2,
	risk_notice_url = $3, changed_at = $4;
