"""Envelopes, recipients, signatures and seals. Knows documents and people, nothing of quotes."""
