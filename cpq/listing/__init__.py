"""The pages and the API of price lists; what a quote asks of them stands in ``cpq.price_lists``."""
