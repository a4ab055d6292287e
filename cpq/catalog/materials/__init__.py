"""Bills of materials: what a product is made of, at any depth, what that takes and what it costs.

Knows products and what of them was chosen; nothing of prices and quotes.
"""
