"""Configure, price, quote: what is sold, what it costs this customer, what we offer.

Knows customers by id, and nothing of approvals, documents or signatures.

    products           catalog (their models, bills of materials and papers, too), importing
    prices             pricing (the pure engine), price_lists, listing (their pages), discounts,
                       channels, option_prices
    quotes             quoting (their pages), terms, insides, attachments, snapshot (what is
                       frozen)
    after each change  repricing, standing, wanted, remembered, adding_up; when submitted:
                       proving
    taxes and days     tax, withholding, due_dates, business_days
    other systems      answers, completions_api
"""
