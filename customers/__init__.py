"""Companies we sell to: their divisions, their people, and the channel they buy through.

Knows nothing of deals, quotes or documents.
"""
