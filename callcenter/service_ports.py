"""What each part of the service is given of the others: wiring only, nothing is decided here."""

from datetime import datetime
from typing import TYPE_CHECKING

from callcenter.calendars import load_calendar
from callcenter.callers.alarm import FloorAlarms
from callcenter.city_service import CityPorts, Floor
from callcenter.clock import now_s
from callcenter.figure_history import HistoryPorts
from callcenter.floor import FloorPorts
from callcenter.lines import Lines
from callcenter.live import LivePorts
from callcenter.lookahead import LookaheadPorts
from callcenter.packaged import static_dir
from callcenter.phrasing.breaker import Breaker
from callcenter.phrasing.client import ModelServer
from callcenter.phrasing.phraser import Phraser, PhraserPorts
from callcenter.probe.service_end import ProbePorts
from callcenter.retention import RetentionPorts
from callcenter.second_pass.wiring import SecondPassPorts
from callcenter.show.words import both
from callcenter.talks import Talks
from callcenter.tickets import ClerkPorts
from callcenter.web.parts import WebParts
from callcenter.web.ports import Check
from queueing.figures.history import live_day

if TYPE_CHECKING:
    from callcenter.service import Service


def web_parts(service: "Service") -> WebParts:
    """What the web is built from."""
    return WebParts(
        settings=service.settings,
        stores=service.stores,
        desk=service.live,
        talks=Talks(service.desk, service.desk_service, service.timers, service.settings.queue, service.staff.name),
        lines=Lines(service.desk, service.desk_service, service.timers),
        wall=service.outlets.walls,
        now=now_s,
        demo_model=lambda: bool(service.hearing.model_notice),
        broker=service.outlets.broker,
        checks=_checks(service),
        metrics=service.metrics,
        static_dir=static_dir(),
        city=service.city.web(),
        floor=service.floor.parts(),
        definition=service.definition,
        history=service.history,
        retention=service.retention,
        office=service.office,
        studio=service.house.parts,
    )


def _checks(service: "Service") -> dict[str, Check]:
    return {
        "store": service.stores.database.check,
        "telephony": lambda: (service.line.link.up, f"{len(service.desk.state.calls)} calls"),
        "ear": lambda: (service.ears.link.up, f"{service.hearing.load.get('legs', 0)} legs"),
        "recognition": service.hearing.check,
        "broker": service.outlets.check,
        **service.city.checks(),
        **({"probes": service.probes.check} if service.settings.probe else {}),
    }


def city_ports(service: "Service") -> CityPorts:
    """What the city's parts (reports, units, hot topics, duty, what follows a show) are given."""
    return CityPorts(
        settings=service.settings,
        stores=service.stores,
        directory=service.directory,
        knowledge=service.knowledge,
        office=service.office,
        publish=service.tell_kept,
        timers=service.timers,
        place=service.desk_service.place_call,
        cancel=service.desk_service.cancel_call,
        lives=lambda call_id: call_id in service.desk.state.calls,
        ready=service.desk.state.takes_calls,
        stop_dialling=service.desk_service.stop_dialling,
        floor=Floor(bus=service.bus, live=service.live),
        show_duties=service.outlets.set_show_duties,
    )


def history_ports(service: "Service") -> HistoryPorts:
    """What the figures of past days are folded from."""
    return HistoryPorts(
        days=service.stores.figure_days,
        journal=service.stores.journal,
        zone=service.zone,
        definition=service.definition,
        now=now_s,
        live=lambda: live_day(service.outlets.board.figures, now_s()),
    )


def retention_ports(service: "Service") -> RetentionPorts:
    """What counts and removes old things is given."""
    return RetentionPorts(
        settings=service.settings,
        database=service.stores.database,
        journal=service.stores.journal,
        history=service.history,
        now=now_s,
    )


def probe_ports(service: "Service") -> ProbePorts:
    """What dial probes report to."""
    return ProbePorts(
        runs=service.stores.probes,
        now=now_s,
        publish=service.bus.publish,
        flush=service.stores.journal.flush,
        alarm=service.outlets.show_probe,
    )


def live_ports(service: "Service") -> LivePorts:
    """What the live pages show."""
    return LivePorts(
        desk=service.desk,
        service=service.desk_service,
        figures=service.outlets.board.figures,
        timers=service.timers,
        publish=service.bus.publish,
        operator_name=service.staff.name,
        followed_by=service.floor.guests.followed_by,
        follower_of=service.floor.guests.assistant_of,
    )


def floor_ports(service: "Service") -> FloorPorts:
    """What the floor (roster, guests, lists, missed calls) is given."""
    board = service.outlets.board
    return FloorPorts(
        timers=service.timers,
        publish=service.bus.publish,
        alarms=FloorAlarms(
            board, now_s, service.outlets.pump.look, {queue.name: queue.title for queue in service.settings.queue}
        ),
        place=service.desk_service.place_call,
        cancel=service.desk_service.cancel_call,
        set_status=service.desk_service.set_status,
        reachable=lambda who: who in service.desk.state.operators and service.desk.state.operators[who].reachable,
        open_queues=lambda: _open_queues(service),
        serves=service.staff.serves,
        profiles_changed=service.staff.give,
        figures=lambda who: board.figures.operator(who, now_s()),
    )


def _open_queues(service: "Service") -> list[str]:
    return [queue.name for queue in service.settings.queue if service.desk.state.is_open(queue.name, now_s())]


def lookahead_ports(service: "Service") -> LookaheadPorts:
    """What the next half hours are told from."""
    return LookaheadPorts(
        now=now_s,
        count=service.stores.arrivals.by_half_hour,
        show=service.outlets.set_outlook,
        calendar=load_calendar().calendar,
    )


def phraser(service: "Service") -> Phraser | None:
    """Off unless a model is configured."""
    chosen = service.settings.language_model
    if not chosen.url:
        return None
    ports = PhraserPorts(
        model=ModelServer(chosen.url, chosen.model, chosen.timeout_s),
        tickets=service.stores.tickets,
        transcripts=service.stores.transcripts,
        now=lambda: datetime.fromtimestamp(now_s(), service.zone),
        on_ticket=service.live.show_ticket,
    )
    return Phraser(ports, Breaker())


def second_pass_ports(service: "Service") -> SecondPassPorts:
    """What second passes are put into."""
    return SecondPassPorts(
        settings=service.settings,
        database=service.stores.database,
        knowledge=lambda: service.learned.beside(service.directory.knowledge()),
        hearing=service.hearing,
        clerk=service.clerk,
        live=service.live,
        metrics=service.metrics,
    )


def clerk_ports(service: "Service") -> ClerkPorts:
    """What drafts are written with."""
    return ClerkPorts(
        tickets=service.stores.tickets,
        transcripts=service.stores.transcripts,
        knowledge=lambda: service.learned.beside(service.directory.knowledge()),
        timers=service.timers,
        zone=service.zone,
        publish=service.bus.publish,
        on_ticket=service.live.show_ticket,
        on_utterance=both(service.live.show_utterance, service.house.words.utterance),
        call_over=service.office.call_over,
        operator_name=service.staff.name,
        model_notice=lambda: service.hearing.model_notice,
    )
