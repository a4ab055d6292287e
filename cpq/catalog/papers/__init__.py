"""Papers of products: spec sheets, drawings, safety notes, and which belong to a configuration.

Knows products and what of them was chosen; nothing of prices and quotes.
"""
