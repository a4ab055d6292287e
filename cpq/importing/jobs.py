"""What the worker does for imports."""

from cpq.importing.events import ImportAsked
from cpq.importing.running import run_import
from foundation.events import later


@later(ImportAsked, "cpq.run_import")
def run(event: ImportAsked) -> None:
    """Check or import; a second delivery goes on where the first one ended."""
    run_import(event.run_id)
