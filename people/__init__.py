"""People, their sections and roles, how they sign in, and the tokens of other systems.

Knows nothing of deals, quotes or documents.
"""
