"""How a sale passes from us to the end customer: its legs, their prices, registered deals.

It does not know deals: a leg belongs to the deal whose id it is given. What a dealer sells for is
the dealer's own decision; nothing here enforces it.

    the way           routes, reading, checking, showing
    what a leg costs  legs (pure), reckoning, listed, explaining
    quotes of legs    quotes, sources, papers
    registered deals  registrations, claiming, ship_and_debit
    side by side      balance (pure), weighing, policy, resale
"""
