"""Companies we sell to: their divisions, their people, and the route a sale takes to them.

Knows nothing of deals, quotes or documents.
"""
