"""From facts to wallboards: the board, its pump, the broker's publisher and the walls without a broker."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from zoneinfo import ZoneInfo

import structlog

from callcenter import __version__, parts
from callcenter.clock import now_s
from callcenter.hearing import Hearing
from callcenter.probe.daily_figures import FAULTS_ZH
from callcenter.settings import Probe, Settings
from callcenter.walls import Walls
from callcenter.web.ports import BrokerLogin
from dashboards.address import BrokerAddress, parse_url
from dashboards.alerts import ShowDuties, always_open
from dashboards.broker_files import BrokerError, BrokerFiles
from dashboards.directory import Directory
from dashboards.messages import AsrNow, Message, Notice, Presence
from dashboards.projections import Board
from dashboards.publisher import Publisher
from dashboards.pump import Pump
from dashboards.topics import STATE, Severity, State
from queueing.desk.state import OperatorProfile
from queueing.events import PartFailed
from queueing.figures import Definition
from queueing.outlook.half_hours import Outlook
from queueing.probes import Fault

LATE_MS = 1000  # a leg this far behind is counted as late

_log = structlog.get_logger("outlets")


class Outlets:
    """Owns the board and everything that carries it outside."""

    def __init__(
        self,
        settings: Settings,
        zone: ZoneInfo,
        definition: Definition | None = None,
        is_open: Callable[[str, float], bool] = always_open,
    ) -> None:
        """`is_open`: whether a queue lets callers in at a time."""
        self._settings = settings
        self._directory = Directory(queues={queue.name: queue.title for queue in settings.queue})
        self.board = Board(zone, self._directory, began=now_s(), definition=definition, is_open=is_open)
        self.presence = Presence(zone, __version__, secrets.token_hex(4))
        self.walls = Walls(self.board, settings.site.id, lambda: Message(STATE, "", self._online(online=True)))
        self.pump = Pump(self.board, [self.walls.take], now_s)
        self.publisher, self._wall = self._connect()

    def broker(self) -> BrokerLogin | None:
        """Where browsers' MQTT goes, as who; None: there is no broker."""
        wall = self._wall
        if wall is None:
            return None
        ca_file = self._settings.mqtt.ca_file if wall.tls else None
        return BrokerLogin(
            host=wall.host, port=wall.port, username=wall.user, password=wall.password, tls_ca_file=ca_file
        )

    def check(self) -> tuple[bool, str]:
        """Readiness: a desk without any broker works, with one that is away it does not."""
        if self.publisher is None:
            return True, "no broker: walls use the service's own WebSocket"
        return self.publisher.connected, f"{self.publisher.sent} sent, {self.publisher.connects} connects"

    def set_operators(self, profiles: Mapping[str, OperatorProfile]) -> None:
        """Take new names and queues of operators."""
        shown = self._settings.desk.publish_names
        self._directory = Directory(
            queues=self._directory.queues,
            operators={ident: one.name if shown else None for ident, one in profiles.items()},
            serves={ident: one.queues for ident, one in profiles.items() if one.queues},
        )
        self.board.set_directory(self._directory)
        self.pump.look()

    def set_asr(self, hearing: Hearing) -> None:
        """Take what the ear says of recognition."""
        engine, load = hearing.engine, hearing.load
        demo = bool(engine.get("demo"))
        if demo is not self.presence.demo_model and self.publisher:
            self.publisher.announce()
        self.presence.demo_model = demo
        now_says = AsrNow(
            engine=str(engine.get("engine", "")),
            model=str(engine.get("model", "")),
            demo=demo,
            up=bool(engine.get("up")),
            legs=int(load.get("legs", 0)),
            lag_ms=load.get("lag_ms"),
            dropped_ms=float(load.get("dropped_ms", 0)),
            lag_sum_ms=float(load.get("lag_sum_ms", 0)),
            legs_late=sum(1 for one in load.get("lags_ms", ()) if one >= LATE_MS),
            legs_waiting=int(load.get("legs_waiting", 0)),
            spooled_ms=float(load.get("spooled_ms", 0)),
        )
        self.board.set_asr(now_says)
        self.pump.look()

    def set_outlook(self, outlook: Outlook) -> None:
        """Take what the next half hours look like."""
        self.board.set_outlook(outlook)
        self.pump.look()

    def set_overdue(self, tickets: int) -> None:
        """Take how many tickets are past their time."""
        self.board.set_overdue(tickets)
        self.pump.look()

    def set_show_duties(self, duties: ShowDuties) -> None:
        """Take how the show's plan and promises stand."""
        self.board.set_show_duties(duties)
        self.pump.look()

    def show_probe(self, probe: Probe, faults: Sequence[str]) -> None:
        """Raise or clear the alert of a number that dial probes find wanting."""
        ident = f"probe-{probe.name}"
        if not faults:
            self.board.withdraw(ident)
        else:
            words = "、".join(FAULTS_ZH[Fault(one)] for one in faults)
            severity = Severity.WARN if set(faults) <= {Fault.SLOW, Fault.WRONG_WORDS} else Severity.CRIT
            notice = Notice(
                ident=ident,
                severity=severity,
                code="probe",
                text_zh=f"拨测 {probe.number}：{words}",
                text_en=f"Dial probe {probe.number}: {', '.join(faults).replace('_', ' ')}",
            )
            self.board.notice(now_s(), notice)
        self.pump.look()

    def link_changed(self, *, up: bool) -> None:
        """The broker came or went: the walls' alert says so."""
        self.pump.feed(PartFailed(at=now_s(), part="broker", up=up, reason="" if up else "not reachable"))

    def _online(self, *, online: bool) -> State:
        return self.presence.state(now_s(), online=online)

    def _connect(self) -> tuple[Publisher | None, BrokerAddress | None]:
        """The publisher, and the login that browsers get."""
        addresses = self._addresses()
        if addresses is None:
            return None, None
        publisher, wall = addresses
        identifier = f"callcenter-{self._settings.site.id}-{secrets.token_hex(4)}"
        made = Publisher(
            publisher,
            self._settings.site.id,
            identifier,
            lambda online: self._online(online=online),
            lambda up: self.link_changed(up=up),
        )
        self.pump.add(made.set)
        return made, wall

    def _addresses(self) -> tuple[BrokerAddress, BrokerAddress | None] | None:
        if self._settings.mqtt.url:
            mqtt = self._settings.mqtt
            wall = parse_url(mqtt.wall_url, mqtt.ca_file) if mqtt.wall_url else None
            return parse_url(mqtt.url, mqtt.ca_file), wall  # browsers never get a login that may write
        try:
            logins = BrokerFiles(parts.broker_dir(self._settings)).logins()
        except BrokerError:
            _log.warning("no broker: walls use the service's own WebSocket")
            return None
        return logins.publisher, logins.wall
