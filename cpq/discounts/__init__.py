"""Why a price may be lower, and what was promised for it: patterns, evidence, promises.

Knows the quote's lines and the past dealings; not who approves.
"""
