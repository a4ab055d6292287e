"""Who must say yes before something may leave the house, and how they say it.

Receives a subject, its fingerprint, facts and a case to show; knows nothing of quotes.
"""
