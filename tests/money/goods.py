"""A catalogue of every kind of product, and prices made to hurt: amounts whose
shares end in halves, of one minor unit, and near the largest."""
import csv
import json
import os
import random

MARKETS = {'US': 'USD', 'DE': 'EUR', 'JP': 'JPY', 'KW': 'KWD', 'AU': 'AUD',
    'BR': 'BRL', 'TN': 'TND', 'CL': 'CLP', 'GB': 'GBP', 'KR': 'KRW',
    'BH': 'BHD', 'SE': 'SEK'}
DIGITS = {'JPY': 0, 'CLP': 0, 'KRW': 0, 'KWD': 3, 'TND': 3, 'BHD': 3}

# id, kind, publisher, family, own window, terms with their billing cycles
PRODUCTS = [
    ('PERP00000001', 'perpetual_software', 'microsoft', 'windows_server', 0,
        [('', 'one_time')]),
    ('PERP00000002', 'perpetual_software', 'microsoft', 'sql_server', 14,
        [('', 'one_time')]),
    ('SUBS00000001', 'software_subscription', 'microsoft', 'sql_server', 0,
        [('P1Y', 'one_time'), ('P3Y', 'one_time')]),
    ('SUBS00000002', 'software_subscription', 'microsoft', 'windows', 366,
        [('P1Y', 'one_time'), ('P3Y', 'one_time')]),
    ('SUSE00000001', 'software_subscription', 'suse', 'suse_linux', 0,
        [('P1Y', 'one_time')]),
    ('REDH00000001', 'software_subscription', 'redhat', 'rhel', 0,
        [('P3Y', 'one_time')]),
    ('ESU000000001', 'software_subscription', 'microsoft',
        'windows_7_esu_2020', 0, [('P1Y', 'one_time')]),
    ('LICE00000001', 'license', 'microsoft', 'productivity', 0,
        [('P1M', 'monthly'), ('P1Y', 'monthly'), ('P1Y', 'annual'),
            ('P3Y', 'annual')]),
    ('SAAS00000001', 'license', 'fabrikam', 'saas', 0,
        [('P1Y', 'annual'), ('P1M', 'monthly')]),
    ('AZPL00000001', 'azure_plan', 'microsoft', 'azure', 0,
        [('', 'one_time')]),
    ('RESV00000001', 'azure_reservation', 'microsoft', 'azure', 0,
        [('P1Y', 'one_time'), ('P3Y', 'one_time')]),
]
SOFTWARE = ('perpetual_software', 'software_subscription')
VIEWS = {'license': 'OnlineServices', 'azure_plan': 'MicrosoftAzure',
    'azure_reservation': 'AzureReservations'}
SPANS = [('2019-01-01', '2020-06-30'), ('2020-07-01', '2022-03-31'),
    ('2022-04-01', '')]
TIERS = [(1, 49), (50, '')]
HEAD = ('ProductTitle,ProductId,SkuId,SkuTitle,Publisher,SkuDescription,'
    'UnitOfMeasure,TermDuration,BillingPlan,Market,Currency,UnitPrice,'
    'PricingTierRangeMin,PricingTierRangeMax,EffectiveStartDate,'
    'EffectiveEndDate,Tags,ERP Price,Segment').split(',')
PLANS = {'one_time': 'OneTime', 'monthly': 'Monthly', 'annual': 'Annual'}


def sku_of(number, kind, term, cycle):
    sku = {'id': '%04d' % (number + 1), 'title': 'SKU %d' % number,
        'maxQuantity': 1 if kind == 'azure_plan' else 1000000,
        'keySource': 'generated' if kind in SOFTWARE else 'none'}
    if term:
        sku['term'] = term
    if cycle != 'one_time':
        sku['billingCycle'] = cycle
    return sku


def product_of(key, kind, publisher, family, window, terms):
    view = VIEWS.get(kind, 'Software')
    product = {'id': key, 'title': key, 'kind': kind, 'family': family,
        'publisher': publisher, 'publisherName': publisher.title(),
        'type': {'id': view, 'name': view}, 'views': [view],
        'skus': [sku_of(n, kind, *term) for n, term in enumerate(terms)]}
    if window:
        product['windowDays'] = window
    return product


def minor(chance, kind):
    if kind == 'azure_plan':
        return 0
    return chance.choice([
        lambda: chance.choice([1, 2, 3, 5, 7, 183, 549, 36500, 36600]),
        lambda: chance.randint(1, 999),
        lambda: chance.randint(1, 99) * 183,
        lambda: chance.randint(1000, 999999),
        lambda: chance.randint(1, 5000) * 366,
        lambda: chance.randint(10 ** 8, 10 ** 11)])()


def decimal(amount, digits):
    text = str(amount).rjust(digits + 1, '0')
    return text[:-digits] + '.' + text[-digits:] if digits else text


def rows(chance):
    for key, kind, _, _, _, terms in PRODUCTS:
        for number, (term, cycle) in enumerate(terms):
            for market, currency in MARKETS.items():
                for first, last in SPANS:
                    for least, most in TIERS:
                        yield dict.fromkeys(HEAD, '') | {
                            'ProductId': key, 'SkuId': '%04d' % (number + 1),
                            'TermDuration': term, 'BillingPlan': PLANS[cycle],
                            'Market': market, 'Currency': currency,
                            'UnitPrice': decimal(minor(chance, kind),
                                DIGITS.get(currency, 2)),
                            'PricingTierRangeMin': least,
                            'PricingTierRangeMax': most,
                            'EffectiveStartDate': first,
                            'EffectiveEndDate': last,
                            'Segment': 'Commercial'}


def write(folder, seed):
    """catalogue.json and prices.csv, other prices for every seed."""
    with open(os.path.join(folder, 'catalogue.json'), 'w') as file:
        json.dump({'format': 'kontor-catalogue-1', 'markets': MARKETS,
            'products': [product_of(*p) for p in PRODUCTS]}, file)
    with open(os.path.join(folder, 'prices.csv'), 'w', newline='') as file:
        out = csv.DictWriter(file, HEAD)
        out.writeheader()
        out.writerows(rows(random.Random(seed)))
