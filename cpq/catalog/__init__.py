"""What is sold: products, and how configurable ones are put together from parts.

Knows nothing of prices and quotes.
"""
