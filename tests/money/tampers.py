"""One wrong thing each, written into a database that is right: the second
program must find it. (what was done, statement, what it says of it)"""

FIRST = '''(partner_id, order_id, line_number, kind, serial) = (SELECT
    partner_id, order_id, line_number, kind, serial FROM charge
    WHERE %s ORDER BY partner_id, order_id LIMIT 1)'''


def first(which):
    return FIRST % which


CANCELLED = 'kind = \'cancel\' AND net_minor < -1'
TAMPERS = [
    ('a credit that is a unit too small',
        'UPDATE charge SET net_minor = net_minor + 1, gross_minor = '
        'gross_minor + 1 WHERE ' + first(CANCELLED), 'cancel: amounts is'),
    ('a unit of net that is called tax',
        'UPDATE charge SET net_minor = net_minor - 1, tax_minor = tax_minor '
        "+ 1 WHERE " + first("kind = 'new'"), 'new: amounts is'),
    ('a seat that was not charged',
        'UPDATE charge SET quantity = quantity + 1 WHERE ' +
        first("kind = 'add_quantity'"), 'add_quantity'),
    ('a period that was charged by other seats',
        'UPDATE charge SET quantity = quantity + 1, net_minor = net_minor + '
        '1, gross_minor = gross_minor + 1 WHERE ' + first("kind = 'renew'"),
        'renew'),
    ('a period that was not charged',
        'DELETE FROM charge WHERE ' + first("kind = 'renew'"),
        'period'),
    ('a credit in the month before',
        'UPDATE charge SET month = month - 1 WHERE ' + first(CANCELLED),
        'month is'),
    ('a credit that was never written',
        'DELETE FROM charge WHERE ' + first(CANCELLED),
        'number of credits of its cancellation is 0'),
    ('an explanation with a day more',
        "UPDATE charge SET explanation = json_set(explanation, '$.usedDays', "
        "1 + json_extract(explanation, '$.usedDays')) WHERE " +
        first("kind = 'cancel' AND explanation LIKE '%usedDays%'"),
        'explanation of usedDays'),
    ('a purchase under another edition',
        "UPDATE order_line SET edition_id = '2021-03-08' WHERE (partner_id, "
        'order_id) = (SELECT partner_id, order_id FROM order_line WHERE '
        "edition_id = '2019-12-18' LIMIT 1)", 'edition is 2021-03-08'),
    ('a unit price that is on no sheet',
        'UPDATE order_line SET unit_minor = unit_minor + 1 WHERE (partner_id, '
        'order_id) = (SELECT partner_id, order_id FROM orders LIMIT 1)',
        'unit price is'),
    ('a cancellation after its window',
        'UPDATE cancellation SET requested_at = requested_at + 86400 * 400 '
        'WHERE (partner_id, order_id, line_number) = (SELECT partner_id, '
        'order_id, line_number FROM order_line WHERE state = \'cancelled\' '
        "AND kind LIKE '%software%' LIMIT 1)",
        'cancellation is allowed, must be refused'),
    ('a fee', 'UPDATE cancellation SET fee_minor = 1 WHERE (partner_id, '
        'order_id, line_number) = (SELECT partner_id, order_id, line_number '
        'FROM cancellation LIMIT 1)', 'fee is 1'),
    ('an order that costs a unit more',
        'UPDATE orders SET gross_minor = gross_minor + 1 WHERE (partner_id, '
        'order_id) = (SELECT partner_id, order_id FROM orders LIMIT 1)',
        'gross is'),
    ('a subscription with a seat more',
        'UPDATE subscription SET quantity = quantity + 1 WHERE (partner_id, '
        'subscription_id) = (SELECT partner_id, subscription_id FROM '
        "subscription WHERE kind = 'license' AND state = 'active' LIMIT 1)",
        'seats is'),
    ('an invoice that asks for a unit more',
        'UPDATE invoice SET net_minor = net_minor + 1, gross_minor = '
        "gross_minor + 1 WHERE kind = 'invoice' AND serial = 2 AND "
        'partner_id = 2', 'amounts is'),
    ('an invoice that is gone',
        "DELETE FROM invoice WHERE kind = 'invoice' AND serial = 1 AND "
        'partner_id = 2', 'numbers of kind invoice'),
    ('a grant above what was paid (E-35)',
        'UPDATE charge SET net_minor = net_minor - 10000000000000, '
        'gross_minor = gross_minor - 10000000000000 WHERE ' +
        first("kind = 'customer_credit'"), 'at most'),
    ('a line changed after its invoice was issued',
        'UPDATE charge SET at = at + 1 WHERE ' + first("kind = 'new' AND "
        "at % 86400 < 86399 AND EXISTS (SELECT 1 FROM invoice i WHERE "
        'i.partner_id = charge.partner_id AND i.currency = charge.currency '
        'AND i.month = charge.month)'), 'hash of its lines'),
]
