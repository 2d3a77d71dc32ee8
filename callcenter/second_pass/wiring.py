"""The second pass as a part of the running service."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from callcenter.drafting import Knowledge
from callcenter.hearing import Hearing
from callcenter.live import Live
from callcenter.second_pass.keeper import KeeperPorts, PassKeeper
from callcenter.second_pass.room import closed_for
from callcenter.settings import Settings
from callcenter.store.database import Database
from callcenter.store.versions import Shown
from callcenter.tickets import TicketClerk
from callcenter.web.metrics import Metrics


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondPassPorts:
    """What the service gives."""

    settings: Settings
    database: Database
    knowledge: Callable[[], Knowledge]
    hearing: Hearing
    clerk: TicketClerk
    live: Live
    metrics: Metrics


def second_pass_jobs(ports: SecondPassPorts) -> dict[str, Coroutine[Any, Any, None]]:
    """What runs as long as the service; nothing unless it is switched on."""
    rules = ports.settings.asr.second_pass
    if not rules.enabled:
        return {}
    keeper = PassKeeper(
        KeeperPorts(
            database=ports.database,
            rules=rules,
            zone=ZoneInfo(ports.settings.site.timezone),
            knowledge=ports.knowledge,
            room=lambda: closed_for(ports.hearing.engine, ports.hearing.load, rules.most_legs),
            settled=ports.clerk.settle,
            on_ticket=ports.live.show_ticket,
            on_heard=lambda call_id, shown: _tell(ports.live, call_id, shown),
            on_figures=ports.metrics.recognition.on_second_passes,
        )
    )
    _tell_of_recordings(ports.hearing, keeper)
    return {"second passes": keeper.run()}


def _tell_of_recordings(hearing: Hearing, keeper: PassKeeper) -> None:
    others = hearing.on_recording

    def both(call_id: str, path: str) -> None:
        others(call_id, path)
        keeper.call_recorded()

    hearing.on_recording = both


def _tell(live: Live, call_id: str, shown: Shown) -> None:
    """Tell whoever still wraps the call up."""
    if count := len(shown.changes):
        live.notify(
            call_id, f"二次识别：{count} 项与通话中听到的不同", f"Second hearing: {count} fields were heard otherwise"
        )
