"""The as-run log of one outlet: what went out when. The archive's log keeps what the outlets' leave out."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from queueing.show.aftermath.outlets import Outlet, Timeline, timeline
from queueing.show.aftermath.record import Item, ShowRecord
from queueing.show.aftermath.spans import Span, united

ARCHIVE = Outlet(name="archive", title="存档")  # the studio itself: no delay, nothing missing


class What(StrEnum):
    """What a row speaks of."""

    BEGAN = "began"
    ITEM = "item"
    COVERED = "covered"  # dumped: listeners of a live outlet heard something else
    DUMPED = "dumped"  # in the archive only
    ENDED = "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row; `starts_at`, `ends_at` are Unix seconds by the outlet's clock, `file_s` the second of its file."""

    what: What
    starts_at: float
    ends_at: float
    file_s: float
    item: Item | None = None

    @property
    def seconds(self) -> float:
        """How long it was."""
        return self.ends_at - self.starts_at


def as_run(show: ShowRecord, outlet: Outlet) -> list[Row]:
    """Every row of an outlet's log, in order; dumped seconds are in none of its items."""
    clock = timeline(show, outlet)
    return sorted(_rows(show, clock), key=lambda row: (row.starts_at, row.ends_at)) if clock else []


def archive_log(show: ShowRecord) -> list[Row]:
    """The archive's log: everything that was said in the studio, and which of it was dumped."""
    if not show.live:
        return []
    clock = Timeline(outlet=ARCHIVE, live=show.live, dumps=())
    rows = [*_ends(clock), *(_row(clock, stay, What.ITEM, item) for item in show.items for stay in item.stays)]
    rows += [_row(clock, dump, What.DUMPED, None) for dump in show.dumps]
    return sorted(rows, key=lambda row: (row.starts_at, row.ends_at))


def _rows(show: ShowRecord, clock: Timeline) -> Iterator[Row]:
    yield from _ends(clock)
    for item in show.items:
        for piece in united(piece for stay in item.stays for piece in show.heard(stay)):
            yield _row(clock, piece, What.ITEM, item)
    if clock.outlet.live:
        yield from (_row(clock, dump, What.COVERED, None) for dump in show.dumps)


def _ends(clock: Timeline) -> Iterator[Row]:
    for at, what in ((clock.live.start, What.BEGAN), (clock.live.end, What.ENDED)):
        yield _row(clock, Span(start=at, end=at), what, None)


def _row(clock: Timeline, span: Span, what: What, item: Item | None) -> Row:
    return Row(
        what=what,
        starts_at=clock.clock(span.start),
        ends_at=clock.clock(span.start) + span.seconds,
        file_s=clock.file_s(span.start),
        item=item,
    )
