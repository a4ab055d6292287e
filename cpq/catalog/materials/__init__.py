"""Bills of materials: what a product is made of, at any depth, what that takes and what it costs.

Knows products and what of them was chosen; nothing of prices and quotes.

    what is in it       exploding, amounts, askable, facts, costing, history, history_views;
                        the other way up: using
    on a draft, a page  lines, showing
    in a quote          keeping, deepening
    in files            reading, importing, bringing, import_views, sheets
"""
