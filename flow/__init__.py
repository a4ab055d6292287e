"""Where the rooms meet: what each fact sets in motion, and the pages that draw on several rooms.

Has no tables and no rules of its own; it only carries values from one room to the next.

    what follows         journey, story, announcing
    a quote, approval    quoting, quote_views, case, facts, approval, marks
    while one types      forecast, scales, forecast_api
    legs                 legs, legs_views, legs_api
    to sign              send, parties, signers, signing_views
    pages of many rooms  deal_page, next_step, customer_page
"""
