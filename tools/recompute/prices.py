"""A price sheet: decimals as published, so that the number of digits of each
currency is checked and not taken from what was stored."""
import csv
import datetime
from collections import defaultdict
from decimal import Decimal

from amounts import day_of, exponent


class Prices:
    def __init__(self, path):
        self.rows = defaultdict(list)
        with open(path) as file:
            for row in csv.DictReader(file):
                key = (row['ProductId'], row['SkuId'], row['Market'],
                    row['Currency'])
                self.rows[key].append((
                    row['EffectiveStartDate'], row['EffectiveEndDate'] or
                    datetime.date.max.isoformat(),
                    int(row['PricingTierRangeMin'] or 1),
                    int(row['PricingTierRangeMax'] or 10 ** 9),
                    Decimal(row['UnitPrice'])))

    def unit(self, product, sku, market, currency, quantity, at):
        """In minor units; None when the sheet has no price."""
        day = day_of(at).isoformat()
        for first, last, least, most, price in self.rows[
                product, sku, market, currency]:
            if first <= day <= last and least <= quantity <= most:
                return int(price.scaleb(exponent(currency)))
        return None
