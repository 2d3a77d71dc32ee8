"""A show as its facts tell it afterwards: when it ran, who was on air from when to when, what was dumped."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from queueing.events import TransitionError
from queueing.show.aftermath.spans import Span, total_s, united, without
from queueing.show.facts import (
    AirAnswer,
    AirAnswered,
    AirDumped,
    EntryDescribed,
    EntryEnd,
    EntryExcused,
    EntryJoined,
    EntryKind,
    EntryLeft,
    EntryTicketed,
    ShowClosed,
    ShowFact,
    ShowOpened,
    ShowSignedOff,
    ShowWentLive,
    WentOffAir,
    WentOnAir,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One entry of the show, as it ended."""

    entry_id: str
    kind: EntryKind
    call_id: str
    source: str
    joined_at: float
    address: str  # 王女士
    area: str
    topic: str
    unit_fits: bool
    stays: tuple[Span, ...]  # on air, Unix seconds
    end: EntryEnd | None
    answer: AirAnswer | None
    words: str  # of the answer on air
    due: date | None
    ticket_id: str
    reason: str

    @property
    def aired(self) -> bool:
        """Whether it was on air."""
        return bool(self.stays)

    @property
    def air_s(self) -> float:
        """Seconds on air."""
        return total_s(self.stays)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowRecord:
    """A whole show. `live` None: it signed off without a programme."""

    show_id: str
    title: str
    units: tuple[str, ...]  # who was on the show
    opened_at: float
    delay_s: float
    live: Span | None
    signed_off_at: float
    closed_at: float | None
    items: tuple[Item, ...]  # in the order they joined
    dumps: tuple[Span, ...]  # what never reached the listeners, Unix seconds in the studio

    @property
    def began_at(self) -> float:
        """When it began: the programme, or the lines when there was none."""
        return self.live.start if self.live else self.opened_at

    @property
    def aired(self) -> tuple[Item, ...]:
        """Those that were on air, in the order they first were."""
        return tuple(sorted((one for one in self.items if one.aired), key=lambda one: one.stays[0].start))

    def heard(self, span: Span) -> tuple[Span, ...]:
        """What of a stretch reached the listeners."""
        return tuple(without(span, self.dumps))


@dataclass(slots=True, kw_only=True)
class _Entry:
    """One entry while its facts are read."""

    joined: EntryJoined
    address: str
    area: str
    topic: str
    unit_fits: bool = True
    since: float | None = None
    stays: list[Span] = field(default_factory=list)
    end: EntryEnd | None = None
    answered: AirAnswered | None = None
    ticket_id: str = ""
    reason: str = ""

    def off_air(self, at: float) -> None:
        if self.since is not None:
            self.stays.append(Span(start=self.since, end=max(at, self.since)))
        self.since = None

    def item(self) -> Item:
        said = self.answered
        return Item(
            entry_id=self.joined.entry_id,
            kind=self.joined.kind,
            call_id=self.joined.call_id,
            source=self.joined.source,
            joined_at=self.joined.at,
            address=self.address,
            area=self.area,
            topic=self.topic,
            unit_fits=self.unit_fits,
            stays=united(self.stays),
            end=self.end,
            answer=said.answer if said else None,
            words=said.words if said else "",
            due=said.due if said else None,
            ticket_id=self.ticket_id,
            reason=self.reason,
        )


@dataclass(slots=True, kw_only=True)
class _Reading:
    """A show while its facts are read; owned by `read_show`."""

    opened: ShowOpened | None = None
    live_at: float | None = None
    signed_off_at: float | None = None
    closed_at: float | None = None
    entries: dict[str, _Entry] = field(default_factory=dict)
    dumps: list[Span] = field(default_factory=list)


def read_show(show_id: str, facts: Iterable[ShowFact]) -> ShowRecord:
    """Read a show that has signed off from its facts; those of other shows are passed over.

    Raises:
        TransitionError: it has not signed off, or there is no such show.
    """
    read = _Reading()
    for fact in facts:
        if fact.show_id == show_id and type(fact) in _TAKE:
            _TAKE[type(fact)](read, fact)
    if read.opened is None:
        raise TransitionError(f"show {show_id}", "a show that was opened", "none of that name")
    if read.signed_off_at is None:
        found = "live" if read.live_at is not None else "open"
        raise TransitionError(f"show {show_id}", "one that has signed off", found)
    return _made(show_id, read, read.opened, read.signed_off_at)


def _made(show_id: str, read: _Reading, opened: ShowOpened, signed_off_at: float) -> ShowRecord:
    live = Span(start=read.live_at, end=max(signed_off_at, read.live_at)) if read.live_at is not None else None
    dumps = united(one.within(live) for one in read.dumps) if live else ()
    return ShowRecord(
        show_id=show_id,
        title=opened.title,
        units=opened.units,
        opened_at=opened.at,
        delay_s=opened.delay_s,
        live=live,
        signed_off_at=signed_off_at,
        closed_at=read.closed_at,
        items=tuple(one.item() for one in read.entries.values()),
        dumps=dumps,
    )


def _opened(read: _Reading, fact: ShowOpened) -> None:
    read.opened = read.opened or fact


def _live(read: _Reading, fact: ShowWentLive) -> None:
    read.live_at = fact.at


def _signed_off(read: _Reading, fact: ShowSignedOff) -> None:
    read.signed_off_at = fact.at
    for entry in read.entries.values():
        entry.off_air(fact.at)


def _closed(read: _Reading, fact: ShowClosed) -> None:
    read.closed_at = fact.at


def _joined(read: _Reading, fact: EntryJoined) -> None:
    read.entries[fact.entry_id] = _Entry(joined=fact, address=fact.address, area=fact.area, topic=fact.topic)


def _described(read: _Reading, fact: EntryDescribed) -> None:
    entry = read.entries[fact.entry_id]
    entry.address, entry.area, entry.topic, entry.unit_fits = fact.address, fact.area, fact.topic, fact.unit_fits


def _on_air(read: _Reading, fact: WentOnAir) -> None:
    read.entries[fact.entry_id].since = fact.at


def _off_air(read: _Reading, fact: WentOffAir) -> None:
    read.entries[fact.entry_id].off_air(fact.at)


def _left(read: _Reading, fact: EntryLeft) -> None:
    entry = read.entries[fact.entry_id]
    entry.off_air(fact.at)
    entry.end = fact.how


def _answered(read: _Reading, fact: AirAnswered) -> None:
    read.entries[fact.entry_id].answered = fact  # the last word counts


def _ticketed(read: _Reading, fact: EntryTicketed) -> None:
    read.entries[fact.entry_id].ticket_id = fact.ticket_id


def _excused(read: _Reading, fact: EntryExcused) -> None:
    read.entries[fact.entry_id].reason = fact.reason


def _dumped(read: _Reading, fact: AirDumped) -> None:
    read.dumps.append(Span(start=fact.at - fact.seconds, end=fact.at))


_TAKE: Mapping[type, Callable[[_Reading, Any], None]] = {
    ShowOpened: _opened,
    ShowWentLive: _live,
    ShowSignedOff: _signed_off,
    ShowClosed: _closed,
    EntryJoined: _joined,
    EntryDescribed: _described,
    WentOnAir: _on_air,
    WentOffAir: _off_air,
    EntryLeft: _left,
    AirAnswered: _answered,
    EntryTicketed: _ticketed,
    EntryExcused: _excused,
    AirDumped: _dumped,
}


def shows_of(facts: Sequence[ShowFact]) -> dict[str, ShowRecord]:
    """Every show among the facts that has signed off, by its id, in the order they were opened."""
    off = [fact.show_id for fact in facts if isinstance(fact, ShowSignedOff)]
    found = [read_show(one, facts) for one in dict.fromkeys(off)]
    return {one.show_id: one for one in sorted(found, key=lambda one: one.opened_at)}
