"""Media follow-up (跟踪报道): how far the programme and the papers follow a matter of a show. Pure.

«新闻媒体要充分发挥媒体监督作用，对上线单位受理问题、解决群众诉求的情况及时跟踪报道» (常政办发〔2020〕11号 三(四)2).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from queueing.events import TransitionError
from queueing.show.after_facts import MediaFollowed, MediaState
from queueing.show.facts import EntryKind
from queueing.show.state import Entry, Phase

M = MediaState
MEDIA_TABLE: Mapping[MediaState, frozenset[MediaState]] = {
    M.UNDECIDED: frozenset({M.TO_FOLLOW, M.REPORTING, M.REPORTED, M.ENDED}),
    M.TO_FOLLOW: frozenset({M.REPORTING, M.REPORTED, M.ENDED}),
    M.REPORTING: frozenset({M.TO_FOLLOW, M.REPORTED, M.ENDED}),
    M.REPORTED: frozenset({M.TO_FOLLOW, M.REPORTING, M.REPORTED, M.ENDED}),  # a matter may be reported on again
    M.ENDED: frozenset({M.TO_FOLLOW, M.REPORTING}),
}
WANTED = frozenset({M.TO_FOLLOW, M.REPORTING})  # somebody wants a report that has not gone out


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """What was said about one matter, in order."""

    moves: tuple[MediaFollowed, ...] = ()

    @property
    def last(self) -> MediaFollowed | None:
        """What was said last."""
        return self.moves[-1] if self.moves else None

    @property
    def state(self) -> MediaState:
        """How far it is now."""
        return self.moves[-1].state if self.moves else M.UNDECIDED

    @property
    def reports(self) -> tuple[MediaFollowed, ...]:
        """The reports that went out."""
        return tuple(one for one in self.moves if one.state is M.REPORTED)


NOBODY = Media()  # nobody has said anything


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """Between which days a report can have gone out: the show's and today."""

    show: date
    today: date


def media_of(facts: Iterable[MediaFollowed]) -> dict[str, Media]:
    """What was said about each entry, by entry."""
    found: dict[str, Media] = {}
    for fact in facts:
        found[fact.entry_id] = Media(moves=(*found.get(fact.entry_id, NOBODY).moves, fact))
    return found


def may_be_followed(entry: Entry, phase: Phase) -> bool:
    """Whether an entry is a matter that media may follow: no person in the studio, and the show has signed off."""
    return entry.kind is not EntryKind.PERSON and phase in (Phase.SIGNED_OFF, Phase.CLOSED)


def check_followed(now: Media, wanted: MediaFollowed, days: Days) -> None:
    """Refuse what cannot be said of a matter now.

    Raises:
        TransitionError: another state follows, a report says not where and when, or an end says not why.

    """
    if wanted.state not in MEDIA_TABLE[now.state]:
        raise TransitionError(_name(wanted), " or ".join(sorted(MEDIA_TABLE[now.state])), str(wanted.state))
    if wanted.state is M.REPORTED:
        _check_report(now, wanted, days)
    elif wanted.outlet or wanted.on is not None:
        raise TransitionError(_name(wanted), f"where and when with {M.REPORTED} only", str(wanted.state))
    if wanted.state is M.ENDED and not wanted.note.strip():
        raise TransitionError(_name(wanted), "why it is followed no more", "no reason")


def _check_report(now: Media, wanted: MediaFollowed, days: Days) -> None:
    if not wanted.outlet.strip():
        raise TransitionError(_name(wanted), "where the report went out", "nothing")
    if wanted.on is None or not days.show <= wanted.on <= days.today:
        raise TransitionError(_name(wanted), f"a day of the report from {days.show} to {days.today}", str(wanted.on))
    if any((one.outlet, one.on) == (wanted.outlet, wanted.on) for one in now.reports):
        raise TransitionError(_name(wanted), "a report that is not noted yet", f"{wanted.outlet} {wanted.on}")


def _name(wanted: MediaFollowed) -> str:
    return f"media follow-up of {wanted.entry_id}"
