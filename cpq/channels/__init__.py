"""How a sale passes from us to the end customer: its legs, their prices, registered deals.

It does not know deals: a leg belongs to the deal whose id it is given. What a dealer sells for is
the dealer's own decision; nothing here enforces it.
"""
