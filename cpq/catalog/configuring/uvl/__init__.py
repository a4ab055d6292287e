"""Product models in the Universal Variability Language: its boolean and cardinality level."""

from cpq.catalog.configuring.uvl.reading import read_uvl
from cpq.catalog.configuring.uvl.writing import write_uvl

__all__ = ["read_uvl", "write_uvl"]
