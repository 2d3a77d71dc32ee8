"""What the web is built from; the composition root fills it in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from aiohttp import web

from callcenter.figure_history import FigureHistory
from callcenter.retention import Retention
from callcenter.settings import Settings
from callcenter.store.stores import Stores
from callcenter.ticketing.office import TicketOffice
from callcenter.web.city_parts import CityParts
from callcenter.web.floor_parts import FloorParts
from callcenter.web.metrics import Metrics
from callcenter.web.ports import BrokerLogin, Check, LiveDesk, QueueDesk, WallFeed
from callcenter.web.studio_parts import StudioParts
from callcenter.web.talk_ports import TalkDesk
from callcenter.web.throttle import Throttle
from queueing.figures import Definition


@dataclass(frozen=True, slots=True, kw_only=True)
class WebParts:
    """Everything a handler may use.

    `now` is the service's clock (Unix seconds); `demo_model` and `broker` are asked anew each time; `checks` are the
    parts that `/readyz` names.
    """

    settings: Settings
    stores: Stores
    desk: LiveDesk
    talks: TalkDesk
    lines: QueueDesk
    wall: WallFeed
    now: Callable[[], float]
    demo_model: Callable[[], bool]
    broker: Callable[[], BrokerLogin | None]
    checks: Mapping[str, Check]
    metrics: Metrics
    static_dir: Path
    city: CityParts
    office: TicketOffice
    floor: FloorParts
    history: FigureHistory
    retention: Retention
    studio: StudioParts
    definition: Definition = field(default_factory=Definition)  # by which figures are counted
    throttle: Throttle = field(default_factory=Throttle)

    @property
    def zone(self) -> ZoneInfo:
        """The site's time zone."""
        return ZoneInfo(self.settings.site.timezone)

    def time(self) -> datetime:
        """Now, in the site's time zone."""
        return datetime.fromtimestamp(self.now(), self.zone)


PARTS = web.AppKey("parts", WebParts)
