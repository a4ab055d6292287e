"""The pages of quotes: the list, the line editor, why a price is what it is, the configurator.

Importing it puts the views on the room's blueprint.
"""

from cpq.quoting import changing, configuring, guiding, inside, proof_views, showing

__all__ = ["changing", "configuring", "guiding", "inside", "proof_views", "showing"]
