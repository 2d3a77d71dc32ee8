"""Every setting with its default, the TOML file that changes it, and errors that name file, key, expected and found."""

import os
import re
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field, ValidationError, model_validator

from callcenter.asr_settings import Asr
from callcenter.duty_settings import BREAK_REASONS, BreakReason, Callers, Missed, Roster
from callcenter.line_settings import Media, Sip
from callcenter.programme_settings import check_dial_in
from callcenter.queue_settings import Queue, refuse_circles
from callcenter.reports.keys import ReportKeys
from callcenter.setting_types import Endpoint, Ip, Name, Network, Number, Skill, endpoint
from callcenter.setting_types import Section as _Section
from callcenter.show_settings import Show, show_rules
from callcenter.talk_settings import Emergency, PhoneKeys

ENV_PREFIX = "CALLCENTER__"


class SettingsError(Exception):
    """The configuration cannot be used; the message lists every fault, one a line."""


def _zone(text: str) -> str:
    try:
        ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError):
        raise ValueError("expected an IANA time zone such as Asia/Shanghai") from None
    return text


class Site(_Section):
    """Where this desk stands."""

    id: Name = "demo"
    title: str = "12345 政务服务便民热线"
    timezone: Annotated[str, AfterValidator(_zone)] = "Asia/Shanghai"
    city: Name = "demo"
    kpis: str = Field(default="", description="TOML file of own definitions of the tickets' figures")
    data_dir: str = Field(default="", description="run-time files; empty: the folder of the SQLite file, or var")


class Desk(_Section):
    """Operators' rules."""

    auto_ready: bool = False
    ring_s: float = Field(default=20.0, ge=1.0, le=120.0)
    wrap_up_s: float = Field(default=15.0, ge=0.0, le=3600.0)
    set_aside_s: float = Field(default=0.0, ge=0.0, le=86400.0, description="0: until ready; 60 with auto_ready")
    missed_limit: int = Field(default=1, ge=1, le=20, description="rings in a row that may be missed")
    strategy: Literal["longest_idle", "fewest_calls", "least_talk", "round_robin", "care"] = "longest_idle"
    spare_hard_s: float = Field(
        default=0.0, ge=0.0, le=900.0, description="with care: a caller known as hard may be passed over for so long"
    )
    keep_operator: bool = Field(default=False, description="a repeat caller goes to who answered last, when idle")
    priority_step_s: float = Field(default=60.0, ge=1.0, le=3600.0)
    relax_s: dict[Skill, float] = Field(default={}, description="skill -> no longer asked for after so much waiting")
    publish_names: bool = Field(default=False, description="operators' display names on the wallboard")
    break_reason: tuple[BreakReason, ...] = Field(default=BREAK_REASONS, min_length=1, max_length=9)
    dial_attempts: int = Field(default=3, ge=1, le=20, description="so often a call that goes out is tried")
    dial_gap_s: float = Field(default=600.0, ge=1.0, le=86400.0, description="so long after the last try")
    dial_ring_s: float = Field(default=45.0, ge=5.0, le=120.0)
    voicemail_most_s: float = Field(default=120.0, ge=5.0, le=600.0)
    voicemail_least_s: float = Field(default=2.0, ge=0.0, le=30.0, description="a shorter message is none")


Left = Literal["short_abandons", "abandons", "broken", "turned_away"]
Taken = Literal["refused", "unsettled"]


class FigureKeys(_Section):
    """How figures are counted; the keys after `source` count only with source = "site"."""

    source: Literal["profile", "site"] = "profile"
    within_s: float = Field(default=15.0, ge=1.0, le=600.0)
    clock: Literal["queue_and_ring", "queue_only", "ring_only"] = "queue_and_ring"
    transfers: Literal["same_call", "new_offer"] = "same_call"
    short_abandon_s: float = Field(default=5.0, ge=0.0, le=120.0)
    answer_without: tuple[Left, ...] = ()
    answer_with: tuple[Taken, ...] = ()
    within_without: tuple[Left, ...] = ()
    within_with: tuple[Taken, ...] = ()
    rest_s: float = Field(default=300.0, ge=0.0, le=7200.0)
    idle_is_rest: bool = False


class Probes(_Section):
    """All dial probes (拨测) together."""

    at_once: int = Field(default=1, ge=1, le=8, description="calls of probes at the same time at most")
    report_at: Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")] = "00:10"


class Probe(_Section):
    """One number that is called on a schedule as a citizen would, and what is expected of it."""

    name: Name
    number: Number
    target: str = Field(default="", description="IP:PORT the call is sent to; empty: as [sip] listen")
    ip: Ip = "127.0.0.1"
    callers: tuple[Number, ...] = Field(default=(), description="numbers to call from; empty: a fresh one each time")
    every_s: float = Field(default=1800.0, ge=5.0, le=86400.0)
    hours: Annotated[str, Field(pattern=r"^([01]\d|2[0-4]):[0-5]\d-([01]\d|2[0-4]):[0-5]\d$")] = "00:00-24:00"
    say: str = Field(default="", description="WAV to say to the operator; empty: the one that comes with the package")
    expect: tuple[str, ...] = Field(default=(), description="words the operator's greeting should hold; none: any")
    expect_share: float = Field(default=0.5, ge=0.0, le=1.0)
    answer_within_s: float = Field(default=10.0, ge=1.0, le=60.0)
    operator_within_s: float = Field(default=15.0, ge=1.0, le=600.0)
    give_up_s: float = Field(default=60.0, ge=2.0, le=900.0)
    listen_s: float = Field(default=5.0, ge=1.0, le=60.0)
    alarm_after: int = Field(default=2, ge=1, le=20, description="calls in a row with a fault")

    @model_validator(mode="after")
    def _target(self) -> "Probe":
        if self.target:
            endpoint(self.target)
        if self.hours.split("-")[0] == self.hours.split("-")[1]:
            raise ValueError(f"hours: expected two times of day that differ, found {self.hours!r}")
        return self


class Web(_Section):
    """Screens and API."""

    listen: Endpoint = "127.0.0.1:8080"
    public_url: str = Field(default="", description="scheme://host[:port] that browsers use; empty: the listen address")
    tls_cert: str = ""
    tls_key: str = ""
    trusted_proxies: tuple[Network, ...] = Field(default=(), description="whose X-Forwarded-For is believed")


class Mqtt(_Section):
    """The broker; an empty url starts a private Mosquitto."""

    url: Annotated[str, Field(pattern=r"^(|mqtts?://.+)$")] = ""
    wall_url: Annotated[str, Field(pattern=r"^(|mqtts?://.+)$")] = Field(
        default="",
        description="a login that may only read, for walls; empty with a url: walls use the service's own link",
    )
    ca_file: str = ""
    mosquitto: str = Field(default="mosquitto", description="the program to start as the private broker")


class Retention(_Section):
    """How many days things are kept; 0: for ever. `callcenter purge` removes what is older."""

    facts_days: int = Field(default=0, ge=0, le=36500, description="facts and calls; figures of their days stay")
    recordings_days: int = Field(default=0, ge=0, le=36500)
    transcripts_days: int = Field(default=0, ge=0, le=36500)
    shows_days: int = Field(default=0, ge=0, le=36500, description="what was made of shows: clips, transcripts, forms")

    drafts_days: int = Field(default=180, ge=0, le=36500, description="drafts that never became a ticket")
    untaken_days: int = Field(default=365, ge=0, le=36500, description="matters that a source brought and nobody took")
    tickets_days: int = Field(default=0, ge=0, le=36500, description="the person in a ticket, once it has ended")
    missed_days: int = Field(default=30, ge=0, le=36500, description="missed calls nobody settled")
    lists_days: int = Field(default=365, ge=0, le=36500, description="entries of number lists that hold no more")

    @model_validator(mode="after")
    def _long_enough(self) -> "Retention":
        if 0 < self.facts_days < 8:
            raise ValueError(
                f"facts_days: expected 0 or 8 and more (a week is looked back at), found {self.facts_days}"
            )
        for name in ("recordings_days", "transcripts_days"):
            days = getattr(self, name)
            if self.facts_days and not 0 < days <= self.facts_days:
                forever = " (for ever: they would outlive the calls they belong to)" if not days else ""
                raise ValueError(f"{name}: expected 1 to {self.facts_days} (facts_days), found {days}{forever}")
        return self


class Store(_Section):
    """The database."""

    url: Annotated[str, Field(pattern=r"^(sqlite:///.+|postgresql(\+psycopg)?://.+)$")] = "sqlite:///var/callcenter.db"


class Forecast(_Section):
    """The next half hours on the wallboard."""

    profile: str = Field(default="", description="a simulation profile: believed until enough days are recorded")
    days: int = Field(default=28, ge=1, le=400, description="recorded days looked back on")
    within_s: float = Field(default=15.0, ge=0.0, le=3600.0)
    within_share: float = Field(default=0.8, ge=0.0, lt=1.0)
    answer_share: float = Field(default=0.95, ge=0.0, lt=1.0)  # GB/T 33358-2016


class Intake(_Section):
    """Matters that come in without a call."""

    sources: str = Field(default="", description="TOML file of ways in; empty: the one that comes with the package")
    mailbox: str = Field(default="", description="a Maildir folder or mbox file that is read; empty: none")
    sms_dir: str = Field(default="", description="folder into which a gateway puts messages that came; empty: none")
    attachment_max_bytes: int = Field(default=20_000_000, ge=1_000, le=2_000_000_000)
    inbox_idle_s: float = Field(default=600.0, ge=30.0, le=86_400.0, description="a taken matter is free again after")


class Sms(_Section):
    """Text messages to citizens; without a gateway they are put into the data folder's sms/out."""

    rules: str = Field(default="", description="TOML file of templates; empty: the one that comes with the package")
    gateway_url: Annotated[str, Field(pattern=r"^(|https?://.+)$")] = ""
    gateway_token: str = Field(default="", repr=False)


class Feed(_Section):
    """The real-time feed to the province; off without a url."""

    rules: str = Field(default="", description="TOML file of the mapping; empty: the one that comes with the package")
    url: Annotated[str, Field(pattern=r"^(|https?://.+)$")] = ""
    secret: str = Field(default="", repr=False, description="signs each event; 16 characters or more")

    @model_validator(mode="after")
    def _signed(self) -> "Feed":
        if self.url and len(self.secret) < 16:
            raise ValueError("expected a secret of 16 characters or more with a url")
        return self


class LanguageModel(_Section):
    """A local model that phrases title and summary of drafts; off without a url."""

    url: Annotated[str, Field(pattern=r"^(|https?://[^/@]+)$")] = Field(default="", description="scheme://host:port")
    model: str = ""
    timeout_s: float = Field(default=8.0, ge=0.1, le=60.0)
    allow: tuple[str, ...] = Field(default=(), description="hosts beside this machine that may see masked transcripts")

    @model_validator(mode="after")
    def _near(self) -> "LanguageModel":
        host = urlsplit(self.url).hostname or ""
        if self.url and host not in {"127.0.0.1", "::1", "localhost", *self.allow}:
            raise ValueError(f"expected url on this machine or a host listed in allow, found {host}")
        if self.url and not self.model:
            raise ValueError("expected the name of the model beside url, found none")
        return self


class Log(_Section):
    """Logs are JSON lines on standard error."""

    level: Literal["debug", "info", "warning", "error"] = "info"


class Settings(_Section):
    """The whole configuration."""

    site: Site = Site()
    sip: Sip = Sip()
    media: Media = Media()
    queue: tuple[Queue, ...] = (
        Queue(name="hotline", title="12345 热线", numbers=("12345",)),
        Queue(
            name="show",
            title="政风热线",
            numbers=("12388",),
            script="您好，这里是政风热线，请问您要反映什么问题？",
            show=True,
        ),
    )
    desk: Desk = Desk()
    figures: FigureKeys = FigureKeys()
    callers: Callers = Callers()
    missed: Missed = Missed()
    roster: Roster = Roster()
    probes: Probes = Probes()
    probe: tuple[Probe, ...] = ()
    show: Show = Show()
    emergency: Emergency = Emergency()
    phone_keys: PhoneKeys = PhoneKeys()
    web: Web = Web()
    mqtt: Mqtt = Mqtt()
    store: Store = Store()
    retention: Retention = Retention()
    asr: Asr = Asr()
    forecast: Forecast = Forecast()
    intake: Intake = Intake()
    sms: Sms = Sms()
    feed: Feed = Feed()
    language_model: LanguageModel = LanguageModel()
    reports: ReportKeys = ReportKeys()
    log: Log = Log()

    @model_validator(mode="after")
    def _unique(self) -> "Settings":
        _refuse_twice("queue name", [q.name for q in self.queue])
        _refuse_twice("queue number", [n for q in self.queue for n in q.numbers])
        _refuse_twice("probe name", [p.name for p in self.probe])
        _refuse_twice("trunk name", [t.name for t in self.sip.trunk])
        _refuse_twice("break reason", [r.code for r in self.desk.break_reason])
        refuse_circles(self.queue, ZoneInfo(self.site.timezone))
        show_rules(self.show, self.queue)
        phones = [one.number for one in self.show.phone]
        taken = {number for queue in self.queue for number in queue.numbers} | set(phones)
        trunks = [trunk.name for trunk in self.sip.trunk]
        check_dial_in(self.show.programme_number, self.show.programme_from, trunks, phones, taken)
        return self

    def data_dir(self) -> Path:
        """Folder of run-time files, absolute."""
        if self.site.data_dir:
            return Path(self.site.data_dir).resolve()
        if self.store.url.startswith("sqlite:///"):
            return Path(self.store.url.removeprefix("sqlite:///")).resolve().parent
        return Path("var").resolve()


def _refuse_twice(what: str, names: list[str]) -> None:
    twice = sorted({n for n in names if names.count(n) > 1})
    if twice:
        raise ValueError(f"expected each {what} once, found {', '.join(twice)} more than once")


def load(path: Path | None, env: dict[str, str] | None = None) -> Settings:
    """Read the file (or the defaults when None), then the environment's overrides.

    Raises:
        SettingsError: unreadable file, bad TOML, unknown key or unfit value; every fault is named.

    """
    raw = _read(path) if path else {}
    overridden = _override(raw, dict(os.environ if env is None else env))
    try:
        return Settings.model_validate(raw)
    except ValidationError as fault:
        where = str(path) if path else "defaults and environment"
        raise SettingsError("\n".join(_explain(where, item, overridden) for item in fault.errors())) from None


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except OSError as fault:
        raise SettingsError(f"{path}: expected a readable TOML file, found: {fault.strerror}") from None
    except UnicodeDecodeError as fault:
        raise SettingsError(
            f"{path}: expected UTF-8, found byte {fault.object[fault.start]:#x} at {fault.start}"
        ) from None
    except tomllib.TOMLDecodeError as fault:
        raise SettingsError(f"{path}: expected TOML, found: {fault}") from None


def _override(raw: dict[str, Any], env: dict[str, str]) -> set[str]:
    """Put CALLCENTER__SECTION__KEY=value into `raw`; return the keys set so (section.key)."""
    done = set()
    for name, text in sorted(env.items()):
        if not name.startswith(ENV_PREFIX):
            continue
        section, _, key = name.removeprefix(ENV_PREFIX).lower().partition("__")
        table = raw.setdefault(section, {})
        if not key or not isinstance(table, dict):
            raise SettingsError(f"environment {name}: expected {ENV_PREFIX}SECTION__KEY, found a name without a key")
        table[key] = _value(text)
        done.add(f"{section}.{key}")
    return done


def _value(text: str) -> Any:
    """A TOML value where the text is one (number, true, list, quoted string), else the text itself."""
    try:
        return tomllib.loads(f"x = {text}")["x"]
    except tomllib.TOMLDecodeError:
        return text


def _explain(where: str, item: Any, overridden: set[str]) -> str:
    key = ".".join(str(part) for part in item["loc"]) or "(whole file)"
    source = "environment" if key in overridden else where
    found = item.get("input")
    shown = f"a table with {', '.join(found)}" if isinstance(found, dict) else repr(found)
    if isinstance(found, Settings | _Section):
        shown = "the values above"
    expected = {
        "extra_forbidden": "a known key (see config/callcenter.toml)",
        "missing": "a value for this key",
    }.get(item["type"], item["msg"].removeprefix("Value error, "))
    if not item["loc"] and (named := re.match(r"([a-z_0-9.]+): (.*)", expected)):
        return f"{source}: {named[1]}: {named[2]}"  # a fault between sections names its own key
    return (
        f"{source}: {key}: {'expected ' if not expected.startswith('expected') else ''}{expected}, found {shown[:120]}"
    )
