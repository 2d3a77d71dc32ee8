"""The studio and what stands around it, built for the running service."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from callcenter.settings import Settings
from callcenter.show.lookups import LookupPorts, Lookups
from callcenter.show.planned import PlannedShows
from callcenter.show.ports import AirPath
from callcenter.show.presence import Presence
from callcenter.show.stored_calls import StoredCalls
from callcenter.show.studio import Studio, StudioPorts
from callcenter.show.words import Words
from callcenter.store.stores import Stores
from callcenter.timers import Timers
from callcenter.web.studio_parts import StudioParts
from queueing.desk.state import DeskState
from queueing.events import TransitionError
from queueing.show.state import Phase


@dataclass(frozen=True, slots=True, kw_only=True)
class StudioHouse:
    """What the service keeps of the show."""

    studio: Studio
    words: Words
    lookups: Lookups
    parts: StudioParts

    def jobs(self) -> dict[str, Coroutine[Any, Any, None]]:
        """What runs as long as the service."""
        return {"callers of the show": self.lookups.run()}


def open_studio(settings: Settings, stores: Stores, air: AirPath, timers: Timers, desk: DeskState) -> StudioHouse:
    """Build the studio over an air path; `desk` is looked at for the numbers of callers and whether they are there."""
    number_of = _number_in(desk)
    lookups = Lookups(
        LookupPorts(
            histories=stores.histories, shows=stores.shows, number_of=number_of, days=settings.callers.history_days
        )
    )
    planned = PlannedShows(stores.editions, ZoneInfo(settings.site.timezone), timers.now)
    ports = StudioPorts(
        air=air,
        shows=stores.shows,
        now=timers.now,
        append=stores.journal.append,
        alive=lambda call_id: call_id in desk.calls,
        lookups=lookups,
        programme=planned.programme,
    )
    studio, words = Studio(ports, settings.show.rules()), Words()
    lookups.found = studio.found_again
    presence = Presence(timers, lambda name: _give_up(studio, name))
    parts = StudioParts(
        studio=studio,
        words=words,
        presence=presence,
        settings=settings.show,
        number_of=number_of,
        planned=planned,
        stored=StoredCalls(studio, stores, settings.data_dir()),
    )
    return StudioHouse(studio=studio, words=words, lookups=lookups, parts=parts)


def _number_in(desk: DeskState) -> Callable[[str], str]:
    def number_of(call_id: str) -> str:
        call = desk.calls.get(call_id)
        return call.caller if call else ""

    return number_of


def _give_up(studio: Studio, name: str) -> None:
    """A producer has no screen any more: what they read waits for somebody else. Who is on the phone stays theirs."""
    state = studio.current
    if state is None or state.phase not in (Phase.OPEN, Phase.LIVE):
        return
    theirs = [one for one in state.entries.values() if one.producer == name and not one.call_id]
    if theirs:
        try:
            studio.act_now(lambda board, now: board.producer_lost(now, name))
        except TransitionError:
            return
