"""The pages and the API of price lists.

What a quote asks of them stands in ``cpq.price_lists``.

    a list and its rules  rule_views, reading, exampling, answering, naming, exporting,
                          export_views
    whom it is for        assigning, whom_views, whom_api, settings_views
    publishing            publishing, publish_views; what bars it: contradictions, formulas,
                          alone, claims, across, ties, meeting, circles
    open quotes           impact, renewing, quote_views
    what would it cost?   trying, try_views
"""
