"""Configure, price, quote: what is sold, what it costs this customer, what we offer.

Knows customers by id, and nothing of approvals, documents or signatures.
"""
