"""Tables of imports: runs, the rows they did not take, and mappings kept by name."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import Json, JsonList, Key, Model, Moment, Said, new_key, utcnow
from foundation.errors import Conflict
from foundation.language import Text, _

OPEN, CHECKING, CHECKED = "open", "checking", "checked"
IMPORTING, DONE, FAILED = "importing", "done", "failed"
AT_WORK = (CHECKING, IMPORTING)
COUNTS = ("new", "changed", "unchanged", "duplicate", "refused", "blank", "unpriced", "prices")


class ImportRun(Model):
    """Files on their way into the catalogue. ``done`` of ``total`` rows are written.

    ``files`` are names and keys of the store; ``counts`` say what became of the rows so far.
    """

    __tablename__ = "import_run"

    id: Mapped[Key] = mapped_column(default_factory=new_key("imp"))
    state: Mapped[str] = mapped_column(default=OPEN)
    files: Mapped[JsonList]
    mapping: Mapped[Json]
    counts: Mapped[Json] = mapped_column(default_factory=dict)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    by: Mapped[str] = mapped_column(default="")
    reason: Mapped[Said | None] = mapped_column(default=None)
    created_at: Mapped[Moment] = mapped_column(default_factory=utcnow, index=True)
    ended_at: Mapped[Moment | None] = mapped_column(default=None)

    @property
    def at_work(self) -> bool:
        """True while a worker has it, or should."""
        return self.state in AT_WORK

    @property
    def over(self) -> bool:
        """True when its files are in the catalogue."""
        return self.state == DONE

    def begin(self, state: str) -> None:
        """Start from the first row. Raises Conflict."""
        if self.at_work:
            raise Conflict(_("This import is running already. Please wait until it has ended."))
        if self.over:
            raise Conflict(_("These files were imported already. Upload them again to repeat it."))
        self.state, self.done, self.counts = state, 0, {}
        self.reason, self.ended_at = None, None

    def change_mapping(self, mapping: dict[str, object]) -> None:
        """Read the files differently. Raises Conflict once they are in the catalogue."""
        if self.at_work or self.over:
            raise Conflict(_("This import has begun, so its mapping stays as it is."))
        self.mapping, self.state, self.counts = mapping, OPEN, {}

    def end(self) -> None:
        """Every row is accounted for."""
        self.state = DONE if self.state == IMPORTING else CHECKED
        self.ended_at = utcnow()

    def fail(self, reason: Text) -> None:
        """It cannot go on; what was written stays."""
        self.state, self.reason, self.ended_at = FAILED, reason, utcnow()


class RowNotTaken(Model):
    """A row that a run did not take, and why."""

    __tablename__ = "import_row_not_taken"

    run_id: Mapped[str] = mapped_column(ForeignKey("import_run.id"), primary_key=True)
    ordinal: Mapped[int] = mapped_column(primary_key=True)
    file: Mapped[str]
    line: Mapped[int]
    kind: Mapped[str]  # duplicate | refused
    reason: Mapped[Said]
    cells: Mapped[JsonList]


class KeptMapping(Model):
    """A mapping under a name, for the next file of the same kind."""

    __tablename__ = "import_mapping"

    name: Mapped[str] = mapped_column(primary_key=True)
    mapping: Mapped[Json]
    updated_at: Mapped[Moment] = mapped_column(default_factory=utcnow, onupdate=utcnow)
