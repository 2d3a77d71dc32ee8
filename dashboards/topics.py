"""Every MQTT topic and its payload: name, version, retain, QoS. JSON Schema and TypeScript are generated from here.

No personal data: no caller number, no citizen's name, no transcript. Operators appear by staff number, and by display
name only if the site publishes it. Durations are seconds (`_s`), ratios 0..1, `null` means unknown (never 0).
"""

from dataclasses import dataclass
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

VERSION = "v1"


class Payload(BaseModel):
    """What every payload carries: format version, time of sending, and a number that rises by one within a topic."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    v: int = 1
    ts: str = Field(description="RFC 3339 time with offset")
    seq: int = Field(ge=0, description="rises by one with each payload of this topic; starts at 0 with the service")


class Severity(StrEnum):
    """How much a supervisor should care."""

    INFO = "info"
    WARN = "warn"
    CRIT = "crit"


class State(Payload):
    """Whether the publisher lives; also the last will (online=false)."""

    online: bool
    version: str = ""
    instance: str = ""
    demo_model: bool = Field(default=False, description="the synthetic demo speech model is on: screens must say so")


class Summary(Payload):
    """The whole hotline today."""

    waiting: int
    longest_wait_s: float | None = Field(
        description="seconds the longest waiting caller has waited at `ts`; null: nobody waits"
    )
    talking: int
    ready: int = Field(description="operators ready and idle, with a reachable phone")
    on_break: int
    wrap_up: int
    signed_in: int
    offered: int = Field(description="calls that joined a queue today")
    answered: int
    abandoned: int
    answer_rate: float | None = Field(description="接通率: answered / (offered - still waiting)")
    within_15s_rate: float | None = Field(
        description="15 秒接通率: answered with queue+ring <= 15 s / (offered - still waiting)"
    )
    asa_s: float | None
    aht_s: float | None
    occupancy: float | None
    tickets_draft: int
    tickets_registered: int


class QueueStatus(Payload):
    """One queue now and today."""

    queue: str
    title: str
    waiting: int
    longest_wait_s: float | None
    talking: int
    ready: int
    offered: int
    answered: int
    abandoned: int
    answer_rate: float | None
    within_15s_rate: float | None


class OperatorView(Payload):
    """One operator now and today; `operator` is the staff number."""

    operator: str
    name: str | None = Field(description="display name if the site publishes it")
    status: str = Field(description="signed_out | ready | on_break | training")
    reason: str = ""
    state: str = Field(description="idle | offered | dialling | talking | hold | wrap_up")
    reachable: bool
    since: float = Field(description="Unix seconds of the last change of status or state")
    answered: int
    missed: int
    talk_s: float
    hold_s: float
    wrap_s: float
    training_s: float
    signed_in_s: float
    occupancy: float | None = Field(description="(talk+hold+wrap) / (signed in - break - training), today")
    occupancy_15m: float | None = Field(description="the same over the last 15 minutes: the load")
    rest_since: float | None = Field(
        description="Unix seconds since when the operator has had no rest of 5 minutes or more"
    )


class AsrStatus(Payload):
    """Recognition now."""

    engine: str
    model: str
    demo: bool
    up: bool
    legs: int
    lag_ms: float | None = Field(description="of the leg that is furthest behind")
    dropped_ms: float = Field(description="speech that was not recognised live, since the ear began")
    lag_sum_ms: float = Field(default=0.0, description="of all legs together")
    legs_late: int = Field(default=0, description="legs a second or more behind")
    legs_waiting: int = Field(default=0, description="operators' legs put off for callers'")
    spooled_ms: float = Field(default=0.0, description="recorded speech still to be recognised after its call")


class Alert(Payload):
    """Something a supervisor must see; an empty payload clears it."""

    alert: str
    severity: Severity
    code: str
    text_zh: str
    text_en: str = ""
    since: float
    value: float | None = None
    limit: float | None = None


class HalfHour(BaseModel):
    """One half hour to come."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    begins: str = Field(description="time of day it begins at, HH:MM at the site")
    begins_at: float = Field(description="the same in Unix seconds")
    calls: float = Field(description="calls expected")
    calls_low: int = Field(description="8 times in 10 not fewer than this ...")
    calls_high: int = Field(description="... and not more than this")
    needed: int = Field(description="operators needed for the target at the calls expected (Erlang A)")
    needed_high: int = Field(description="the same at calls_high")
    rostered: int | None = Field(description="operators on the roster; null: no roster")
    short: int | None = Field(description="operators missing: needed - rostered, 0 when enough; null: no roster")


class ForecastView(Payload):
    """The present half hour and those after it."""

    half_hours: list[HalfHour]
    days: int = Field(description="recorded days this rests on; 0: the profile alone")
    level: float = Field(description="calls of the last three hours beside those usual then; 1.0: as usual")
    handle_s: float = Field(description="mean ring, talk, hold and wrap-up of late")
    patience_s: float = Field(description="mean patience of late")


class MissedStatus(Payload):
    """The missed-call list in numbers; no caller's number is ever in it."""

    listed: int = Field(description="numbers to be called back, without those given up at once")
    short_only: int = Field(description="numbers that gave up at once")
    red: int = Field(description="numbers that have waited too long for their call back")
    taken: int = Field(description="entries an operator has taken")
    withheld: int = Field(description="missed calls without a number, today")
    oldest_at: float | None = Field(description="Unix seconds of the first call of the oldest number listed")


class SessionView(Payload):
    """A guest answers calls now (领导接听)."""

    session: str
    operator: str = Field(description="the guest's staff number")
    name: str | None = Field(description="display name if the site publishes it")
    since: float = Field(description="Unix seconds")
    until: float = Field(description="Unix seconds")
    calls: int = Field(description="calls the guest has taken in this session")


class CallEvent(Payload):
    """A call moved on (not retained). Ids only."""

    kind: str = Field(description="offered | answered | abandoned | ended | ticket_created | ticket_registered")
    call: str
    queue: str = ""
    operator: str = ""


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic pattern under cc/v1/<site>/ ; {id} is filled from configuration or an opaque id."""

    path: str
    payload: type[Payload]
    retain: bool = True
    qos: int = 0
    expiry_s: int | None = 120  # MQTT 5 message expiry: a dead publisher's figures vanish instead of looking fresh


STATE = Topic("state", State, qos=1, expiry_s=None)
SUMMARY = Topic("summary", Summary)
QUEUE_STATUS = Topic("queue/{id}/status", QueueStatus)
OPERATOR_STATUS = Topic("operator/{id}/status", OperatorView)
ASR_STATUS = Topic("asr/status", AsrStatus)
ALERT = Topic("alert/{id}", Alert, qos=1, expiry_s=3600)
FORECAST = Topic("forecast", ForecastView, expiry_s=300)
SESSION = Topic("session/{id}", SessionView)
MISSED_STATUS = Topic("missed/status", MissedStatus)
CALL_EVENT = Topic("event/{id}", CallEvent, retain=False, qos=1, expiry_s=None)

TOPICS: tuple[Topic, ...] = (
    STATE,
    SUMMARY,
    QUEUE_STATUS,
    OPERATOR_STATUS,
    ASR_STATUS,
    ALERT,
    FORECAST,
    MISSED_STATUS,
    SESSION,
    CALL_EVENT,
)


def root(site: str) -> str:
    """The site's topic root, without a trailing slash."""
    return f"cc/{VERSION}/{site}"


def topic_name(site: str, topic: Topic, ident: str = "") -> str:
    """The full topic name for one thing.

    Raises:
        ValueError: the id is missing or holds a character MQTT reserves (`/ + #`) or a space.

    """
    wants = "{id}" in topic.path
    if wants != bool(ident) or any(c in "/+# \x00" for c in ident):
        raise ValueError(
            f"topic {topic.path}: expected {'an id without / + # or space' if wants else 'no id'}, found {ident!r}"
        )
    return f"{root(site)}/{topic.path.format(id=ident)}"
