"""Why a price may be lower, and what was promised for it: patterns, evidence, promises.

Knows the quote's lines and the past dealings; not who approves.

    the price of a line  given, grounds, priced_by, reading, panel, line_views
    what if?             trying, breaks
    patterns             patterns, defaults, conditions, dealings, pattern_views
    given in return      promises, terms
"""
