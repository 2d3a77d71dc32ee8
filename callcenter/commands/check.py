"""`callcenter check`: look at everything a start needs, and say what is wrong before anything starts."""

import argparse
import shutil
import socket
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path

from asr.recognizer import RecognizerError
from callcenter.calendars import CalendarError, load_calendar
from callcenter.city_service import CityRulesError, load_city_rules
from callcenter.commands.check_asr import recognition_checks
from callcenter.drafting import KnowledgeError, load_knowledge
from callcenter.hot_rules import HotRulesError, load_hot_rules
from callcenter.knowledge_base.book import FILE as ANSWERS
from callcenter.knowledge_base.entry import COLUMNS, from_cells
from callcenter.kpis import KpiError, site_kpis
from callcenter.packaged import city_dir, prompts_dir, static_dir
from callcenter.parts import model_dir
from callcenter.profiles import ProfileError, load_profile
from callcenter.settings import Settings, SettingsError, load
from callcenter.sheet import SheetError, read_sheet
from callcenter.show.after_file import AfterFileError, load_after_rules
from callcenter.show.aftermath.score_rules import ScoreRulesError, load_score_rules
from callcenter.simulation.scenario import load_scenario, scenario_path
from callcenter.store.engine import parse_url, reading_engine
from callcenter.store.faults import StoreError
from callcenter.ticketing.calendar_keeper import site_calendars
from callcenter.unit_seed import seed_units

PROMPTS_NEEDED = ("music",)  # also what a held party hears, unless there is a prompt named hold


class FaultError(Exception):
    """One thing that would not work."""


FAULTS = (
    FaultError,
    CityRulesError,
    RecognizerError,
    KnowledgeError,
    SettingsError,
    StoreError,
    ProfileError,
    CalendarError,
    KpiError,
    HotRulesError,
    AfterFileError,
    ScoreRulesError,
    SheetError,
    OSError,
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the configuration file."""
    parser.add_argument("--config", type=Path)


def run(args: argparse.Namespace) -> int:
    """Check each thing, one line each; 1 when something would not work, 2 when the configuration itself is wrong."""
    settings = load(args.config)
    bad = 0
    for name, check in _checks(settings):
        try:
            print(f"ok    {name}: {check()}")
        except FAULTS as fault:
            bad += 1
            print(f"FAULT {name}: {fault}")
    return 1 if bad else 0


def _checks(settings: Settings) -> Iterator[tuple[str, Callable[[], str]]]:
    yield "sip.listen", lambda: _free(settings.sip.listen, socket.SOCK_DGRAM)
    yield "web.listen", lambda: _free(settings.web.listen, socket.SOCK_STREAM)
    yield "media.ip", lambda: _free(f"{settings.media.ip}:0", socket.SOCK_DGRAM)
    yield "media.prompts_dir", lambda: _prompts(settings)
    yield from recognition_checks(settings.asr, model_dir(settings))
    yield "site.city", lambda: _city(settings)
    yield "profile", lambda: load_profile(settings.site.city).title
    yield "calendar", lambda: _calendar(settings)
    yield "after the show", lambda: f"{len(load_after_rules(settings.site.city).reasons)} reasons that need no ticket"
    yield "show score", lambda: f"{len(load_score_rules(settings.site.city).parts)} parts"
    yield "kpis", lambda: f"{len(site_kpis(settings).kpis)} figures defined"
    yield (
        "hot topics",
        lambda: f"clusters of {load_hot_rules(settings.site.city).shown.least_persons} persons are shown",
    )
    yield "knowledge", lambda: _answers(settings)
    yield "store.url", lambda: _store(settings)
    yield "mqtt", lambda: _broker(settings)
    if settings.show.programme_stream:
        yield "show.programme_live", _stream
    yield "forecast.profile", lambda: _profile(settings.forecast.profile)
    yield "intake, sms, feed", lambda: _outside(settings)
    yield "screens", _screens


def _free(endpoint: str, kind: socket.SocketKind) -> str:
    host, _, port = endpoint.rpartition(":")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, kind) as probe:
        if kind is socket.SOCK_STREAM:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host.strip("[]"), int(port)))
        except OSError as fault:
            raise FaultError(f"expected {endpoint} to be free on this machine, found: {fault.strerror}") from None
    return f"{endpoint} is free"


def _prompts(settings: Settings) -> str:
    folder = Path(settings.media.prompts_dir) if settings.media.prompts_dir else prompts_dir()
    named = {name for queue in settings.queue for name in (queue.greeting, queue.music) if name}
    missing = [n for n in sorted({*named, *PROMPTS_NEEDED}) if not all((folder / f"{n}.{c}").is_file() for c in "08")]
    if missing:
        raise FaultError(f"expected {folder}/NAME.8 and NAME.0 for each prompt, found none for {', '.join(missing)}")
    return f"{len(named)} prompts in {folder}"


def _stream() -> str:
    if find_spec("av") is None:
        raise FaultError("a stream: expected the extra callcenter[stream], found it not installed")
    return "streams can be decoded"


def _city(settings: Settings) -> str:
    folder = city_dir(settings.site.city)
    load_knowledge(folder)
    return f"words and {len(seed_units(folder))} units of {folder}"


def _calendar(settings: Settings) -> str:
    folder = site_calendars(settings.data_dir())
    load_calendar(folder)
    return f"calendar of {folder}"


def _answers(settings: Settings) -> str:
    """Read the entries that a new knowledge base begins with."""
    file = city_dir(settings.site.city) / ANSWERS
    return f"{len(read_sheet(file, COLUMNS, from_cells))} answers in {file}" if file.is_file() else f"no {file}"


def _store(settings: Settings) -> str:
    url = parse_url(settings.store.url)
    if url.get_backend_name() == "sqlite":
        folder = Path(str(url.database)).resolve().parent
        folder.mkdir(parents=True, exist_ok=True)
        return f"SQLite in {folder}, {shutil.disk_usage(folder).free / 1e9:.1f} GB free"
    engine = reading_engine(url)
    with engine.connect():
        return f"PostgreSQL at {url.host or 'its socket'} answers"


def _broker(settings: Settings) -> str:
    if settings.mqtt.url:
        walls = "walls by a login of their own" if settings.mqtt.wall_url else "walls by the service's own link"
        return f"the site's broker (not tried), {walls}"
    program = shutil.which(settings.mqtt.mosquitto) or shutil.which(settings.mqtt.mosquitto, path="/usr/sbin")
    if program is None:
        raise FaultError(f"expected the program {settings.mqtt.mosquitto}, found none (the screens do without it)")
    return f"private broker {program}"


def _profile(name: str) -> str:
    if not name:
        return "none: the next half hours are forecast once days are recorded"
    return load_scenario(scenario_path(name)).title


def _outside(settings: Settings) -> str:
    """Read the files of ways in, templates and mapping; every template is rendered once."""
    rules = load_city_rules(settings)
    told = "tells the province" if settings.feed.url else "no province"
    return f"{len(rules.sources.source)} ways in, {len(rules.sms.template)} templates, {told}"


def _screens() -> str:
    if not (static_dir() / "wall.html").is_file():
        raise FaultError(f"expected built screens in {static_dir()}, found none: run make install")
    return str(static_dir())
