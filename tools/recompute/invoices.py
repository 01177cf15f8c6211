"""Issued invoices: their month, lines and sums."""


def check_invoices(db, policy, report):
    pass
