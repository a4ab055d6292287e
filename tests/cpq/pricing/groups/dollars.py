"""Lists and catalogues in a currency with two decimals, as the sources of the cases count."""

from cpq.pricing import price_line
from tests.cpq.pricing import builders


def listed(code, *rules, currency="USD", **fields):
    return builders.listed(code, *rules, currency=currency, **fields)


def catalogue(*lists, currency="USD", **fields):
    return builders.catalogue(*lists, currency=currency, **fields)


def net(line, *lists, **fields):
    return price_line(line, catalogue(*lists, **fields))
