-- Which way SQLite goes through the rows. Without statistics it takes ten rows
-- for all that a tenant has, and reads all of them; with those of a young
-- database it would find another way as soon as somebody asks for new ones. So
-- they are given: what a large tenant has, first all rows of an index, then
-- the mean behind each of its columns. They are renewed by a migration, never
-- by ANALYZE. PostgreSQL keeps its own.

-- Only what can still be ordered is looked for: an ordered cart leaves it.
DROP INDEX cart_by_customer;
CREATE INDEX cart_by_customer ON cart (partner_id, customer_id, modified_at)
	WHERE state = 'active';
-- The segment of a customer, with every customer that is read.
CREATE INDEX customer_qualification_by_time ON customer_qualification
	(partner_id, customer_id, approved_at DESC, qualification);

/*sqlite:
ANALYZE sqlite_schema;
DELETE FROM sqlite_stat1;
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
	('activity', 'activity_by_customer', '1000000 100000 50 10'),
	('activity', 'activity_by_object', '100000 10000 4 4'),
	('activity', 'activity', '1000000 100000 10 1'),
	('agreement', 'agreement', '1000000 100000 50 1'),
	('authorization_code', 'authorization_code', '20000 1000 1'),
	('cancellation', 'cancellation', '1000000 100000 4 1'),
	('cart', 'cart_by_customer', '100000 10000 50 2'),
	('cart', 'cart', '1000000 100000 1'),
	('cart_line', 'cart_line', '1000000 100000 2 1'),
	('charge', 'charge_by_month', '1000000 100000 5000 10'),
	('charge', 'charge', '1000000 100000 4 2 2 1'),
	('customer', 'customer_by_domain', '1000000 100000 1'),
	('customer', 'customer_by_name', '1000000 100000 2 2'),
	('customer', 'customer_by_reseller', '1000000 100000 1000'),
	('customer', 'customer', '1000000 100000 1'),
	('customer_domain', 'customer_domain', '1000000 100000 50 1'),
	('customer_license', 'customer_license_by_product', '1000000 100000 50 5'),
	('customer_license', 'customer_license', '1000000 100000 50 10 1'),
	('customer_qualification', 'customer_qualification_by_time', '1000000 100000 50 1 1'),
	('customer_qualification', 'customer_qualification', '1000000 100000 50 1'),
	('customer_role_member', 'customer_role_member_by_user', '1000000 100000 50 10'),
	('customer_role_member', 'customer_role_member', '1000000 100000 50 10 1'),
	('customer_user', 'customer_user_by_email', '1000000 100000 1'),
	('customer_user', 'customer_user', '1000000 100000 50 1'),
	('device_code', 'device_code_by_user_code', '20000 1000 1'),
	('device_code', 'device_code', '20000 1000 1'),
	('download_link', 'download_link_by_token', '1000000 100000 1'),
	('download_link', 'download_link', '1000000 100000 4 2 1 1'),
	('download_start', 'download_start', '1000000 100000 2 1'),
	('entitlement', 'entitlement_by_end', '100000 10000 50 2'),
	('entitlement', 'entitlement_pending', '100000 10000 4'),
	('entitlement', 'entitlement', '1000000 100000 4 1'),
	('event', 'event', '1000000 100000 1'),
	('idempotency', 'idempotency', '1000000 100000 1'),
	('invoice', 'invoice_by_month', '20000 1000 500 1'),
	('invoice', 'invoice_unpaid', '2000 100 50'),
	('invoice', 'invoice', '20000 1000 2 1'),
	('order_line', 'order_line_by_window', '1000000 100000 1000 4 2'),
	('order_line', 'order_line', '1000000 100000 4 1'),
	('orders', 'orders_by_alternate', '1000000 100000 1'),
	('orders', 'orders_by_cart', '1000000 100000 2'),
	('orders', 'orders_by_customer', '1000000 100000 50 2'),
	('orders', 'orders', '1000000 100000 1'),
	('outbox', 'outbox', '1000000 100000 2 1'),
	('partner_user', 'partner_user_by_name', '20000 1000 2 2'),
	('partner_user', 'partner_user', '20000 1000 1'),
	('password_link', 'password_link_by_user', '20000 1000 1'),
	('password_link', 'password_link', '20000 1000 1'),
	('product_key', 'product_key', '1000000 100000 4 1'),
	('recovery_code', 'recovery_code', '20000 1000 10 1'),
	('refresh_token', 'refresh_token_by_client', '20000 1000 100'),
	('refresh_token', 'refresh_token_by_family', '20000 1000 5'),
	('refresh_token', 'refresh_token_by_user', '20000 1000 10'),
	('refresh_token', 'refresh_token', '20000 1000 1'),
	('reseller', 'reseller_by_mpn', '20000 1000 1'),
	('reseller', 'reseller', '20000 1000 1'),
	('reservation', 'reservation_by_id', '1000000 100000 1'),
	('reservation', 'reservation', '1000000 100000 4 1'),
	('service_request', 'service_request_by_author', '1000000 100000 1000 2'),
	('service_request', 'service_request_by_customer', '1000000 100000 50 2'),
	('service_request', 'service_request_unclosed', '100000 10000 1000 2'),
	('service_request', 'service_request', '1000000 100000 1'),
	('service_request_file', 'service_request_file', '1000000 100000 4 1'),
	('service_request_note', 'service_request_note', '1000000 100000 4 1'),
	('session', 'session_by_user', '20000 1000 10'),
	('session', 'session', '20000 1000 1'),
	('sign_in_step', 'sign_in_step_by_user', '20000 1000 10'),
	('sign_in_step', 'sign_in_step', '20000 1000 1'),
	('subscription', 'subscription', '1000000 100000 1'),
	('subscription', 'subscription_by_customer', '1000000 100000 50'),
	('subscription', 'subscription_by_next', '100000 10000 500'),
	('token_family', 'token_family', '20000 1000 1'),
	('token_family', 'token_family_by_client', '20000 1000 100'),
	('token_family', 'token_family_by_user', '20000 1000 10'),
	('webhook_attempt', 'webhook_attempt', '1000000 100000 2 1'),
	('webhook_delivery', 'webhook_delivery', '1000000 100000 1'),
	('webhook_delivery', 'webhook_delivery_by_seq', '1000000 100000 1'),
	('webhook_delivery', 'webhook_delivery_tests', '100000 10000 2');
ANALYZE sqlite_schema;
*/
