-- One row a process: that it can still write is found out by writing.
CREATE TABLE heartbeat (
	slot BIGINT PRIMARY KEY,
	at BIGINT NOT NULL                    -- real time
);

-- Mail that was delivered goes away after some days.
CREATE INDEX outbox_delivered ON outbox (created_at) WHERE state = 'delivered';
