"""What is sold: products, and how configurable ones are put together from parts.

Knows nothing of prices and quotes.

    products          attributes, attribute_views, categories, units, exporting
    their models      configuring (what goes together), modelling (the editor), wording
    what is in them   materials (bills of materials), papers
"""
