"""Product models in the hands of a product manager: drafts, edits, tests, publishing, guides.

Knows which quotes were configured with a model only through what asks it.
"""
