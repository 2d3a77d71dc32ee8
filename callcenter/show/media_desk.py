"""Media follow-up of a show's matters: a person says how far it is, the ledger keeps it, the lists are made anew."""

from dataclasses import dataclass
from functools import partial

from callcenter.show.in_show import ClosingPorts, Doing, in_show
from callcenter.store.media import keep_media, media_facts
from queueing.events import TransitionError
from queueing.show.after_facts import MediaFollowed, MediaState
from queueing.show.media import NOBODY, Days, Media, check_followed, may_be_followed, media_of


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaDesk:
    """Owns nothing: the ledger has what was said."""

    ports: ClosingPorts

    async def follow(self, wanted: MediaFollowed, was: MediaState) -> None:
        """Note how far a matter is followed. `was`: what the person saw when they said so.

        Raises:
            NotFoundError: no such show; TransitionError: not a matter, not now, or somebody else said something.

        """
        await in_show(self.ports, wanted.show_id, partial(_follow, wanted=wanted, was=was))
        self.ports.renew(wanted.show_id)

    async def of_show(self, show_id: str) -> dict[str, Media]:
        """What was said about each matter of a show, by entry."""
        return media_of(await self.ports.stores.database.read(lambda connection: media_facts(connection, show_id)))


def _follow(doing: Doing, *, wanted: MediaFollowed, was: MediaState) -> None:
    state = doing.board.state
    if not may_be_followed(state.entry(wanted.entry_id), state.phase):
        raise TransitionError(f"entry {wanted.entry_id}", "a matter of a show that has signed off", str(state.phase))
    now = media_of(media_facts(doing.connection, wanted.show_id)).get(wanted.entry_id, NOBODY)
    if now.state is not was:
        raise TransitionError(f"entry {wanted.entry_id}", f"media follow-up that is still {was}", _said(now))
    check_followed(now, wanted, _days(doing))
    keep_media(doing.connection, wanted)


def _days(doing: Doing) -> Days:
    state, day = doing.board.state, doing.ports.day
    return Days(show=day(state.live_at or state.opened_at), today=day(doing.now))


def _said(now: Media) -> str:
    return f"{now.state}, said by {now.last.by}" if now.last else str(now.state)
