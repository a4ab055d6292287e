"""The demo company: people, customers, a catalogue with prices, and deals in many stages.

Its data stands in ``demo/``; everything goes through the same actions that people use.
"""

from web.demo.loading import load

__all__ = ["load"]
