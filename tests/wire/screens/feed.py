"""What a hotline publishes, as payloads of dashboards.topics, and a publisher that sends them over MQTT 5."""

import datetime as dt
import json
import socket
from collections.abc import Iterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import aiomqtt
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from dashboards import topics
from tests.wire.screens.broker import HOST, Broker

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

SITE = "demo-city"
SHANGHAI = dt.timezone(dt.timedelta(hours=8))
NAMES = (
    "陈静", "李娜", "王芳", "刘洋", "张敏", "赵磊", "孙倩", "周婷", "吴昊", "郑爽",
    "冯雪", "褚岚", "卫东", "蒋欣", "沈悦", "韩梅", "杨帆", "朱琳", "秦岭", "许诺",
)  # fmt: skip
STATES = ("talking", "idle", "talking", "wrap_up", "idle", "talking", "offered", "talking", "hold", "idle")

Message = tuple[str, topics.Topic, topics.Payload | None]


def stamp(now: float) -> str:
    """Unix seconds as RFC 3339 with the site's offset."""
    return dt.datetime.fromtimestamp(now, SHANGHAI).isoformat(timespec="milliseconds")


def summary(now: float, seq: int = 0, **changed: Any) -> Message:
    """A busy but healthy morning."""
    figures: dict[str, Any] = {
        "waiting": 3, "longest_wait_s": 22.0, "talking": 17, "ready": 6, "on_break": 2, "wrap_up": 4, "signed_in": 31,
        "offered": 1284, "answered": 1237, "abandoned": 44, "answer_rate": 0.9656, "within_15s_rate": 0.9323,
        "asa_s": 9.4, "aht_s": 214.0, "occupancy": 0.71, "tickets_draft": 12, "tickets_registered": 1196,
    }  # fmt: skip
    payload = topics.Summary(ts=stamp(now), seq=seq, **figures | changed)
    return topics.topic_name(SITE, topics.SUMMARY), topics.SUMMARY, payload


def state(now: float, *, online: bool = True, demo: bool = True) -> Message:
    """The publisher lives (or its will)."""
    payload = topics.State(ts=stamp(now), seq=0, online=online, version="0.1.0", instance="stage", demo_model=demo)
    return topics.topic_name(SITE, topics.STATE), topics.STATE, payload


def operator(now: float, index: int, seq: int = 0, **changed: Any) -> Message:
    """One operator of a varied floor; `index` from 0."""
    number = str(8001 + index)
    line = STATES[index % len(STATES)]
    figures: dict[str, Any] = {
        "operator": number, "name": NAMES[index % len(NAMES)], "status": "ready", "reason": "", "state": line,
        "reachable": index % 13 != 12, "since": now - 7 - (index * 37) % 400, "answered": 20 + (index * 7) % 31,
        "missed": index % 3, "talk_s": 5000.0, "hold_s": 60.0, "wrap_s": 700.0, "training_s": 0.0,
        "signed_in_s": 9000.0,
        "occupancy": 0.66,
        "occupancy_15m": ((index * 17) % 60 + 35) / 100 if index % 11 else None, "rest_since": None,
    }  # fmt: skip
    if index % 9 == 8:
        figures |= {"status": "on_break", "state": "idle", "reason": "meal"}
    if index % 14 == 11:
        figures |= {"status": "signed_out", "state": "idle", "reachable": False, "occupancy_15m": None}
    payload = topics.OperatorView(ts=stamp(now), seq=seq, **figures | changed)
    return topics.topic_name(SITE, topics.OPERATOR_STATUS, number), topics.OPERATOR_STATUS, payload


def queue(now: float, name: str, title: str, seq: int = 0, **changed: Any) -> Message:
    """One queue's figures."""
    figures: dict[str, Any] = {
        "waiting": 0, "longest_wait_s": None, "talking": 5, "ready": 6, "offered": 400, "answered": 391, "abandoned": 9,
        "answer_rate": 0.9775, "within_15s_rate": 0.961,
    }  # fmt: skip
    payload = topics.QueueStatus(ts=stamp(now), seq=seq, queue=name, title=title, **figures | changed)
    return topics.topic_name(SITE, topics.QUEUE_STATUS, name), topics.QUEUE_STATUS, payload


def alert(now: float, name: str, severity: topics.Severity, text: str) -> Message:
    """Something for the strip."""
    payload = topics.Alert(ts=stamp(now), seq=0, alert=name, severity=severity, code=name, text_zh=text, since=now - 95)
    return topics.topic_name(SITE, topics.ALERT, name), topics.ALERT, payload


def cleared(message: Message) -> Message:
    """The empty payload that takes a retained message away."""
    name, topic, _ = message
    return name, topic, None


def asr(now: float) -> Message:
    """Recognition as it should be."""
    payload = topics.AsrStatus(
        ts=stamp(now), seq=0, engine="vosk", model="demo", demo=True, up=True, legs=34, lag_ms=240.0, dropped_ms=0
    )
    return topics.topic_name(SITE, topics.ASR_STATUS), topics.ASR_STATUS, payload


def forecast(now: float) -> Message:
    """The half hour that runs and three more."""
    first = now - now % 1800

    def half_hour(n: int, calls: float, needed: int, rostered: int) -> topics.HalfHour:
        begins = dt.datetime.fromtimestamp(first + 1800 * n, SHANGHAI).strftime("%H:%M")
        return topics.HalfHour(
            begins=begins, begins_at=first + 1800 * n, calls=calls, calls_low=int(calls * 0.8),
            calls_high=int(calls * 1.25), needed=needed, needed_high=needed + 3, rostered=rostered,
            short=max(0, needed - rostered),
        )  # fmt: skip

    hours = [half_hour(0, 131, 27, 31), half_hour(1, 148, 31, 31), half_hour(2, 163, 34, 30), half_hour(3, 122, 26, 30)]
    payload = topics.ForecastView(
        ts=stamp(now), seq=0, half_hours=hours, days=35, level=1.1, handle_s=214, patience_s=95
    )
    return topics.topic_name(SITE, topics.FORECAST), topics.FORECAST, payload


def missed(now: float, listed: int = 14, red: int = 3) -> Message:
    """Callers still to be called back."""
    payload = topics.MissedStatus(
        ts=stamp(now), seq=0, listed=listed, short_only=1, red=red, taken=2, withheld=1, oldest_at=now - 5_400
    )
    return topics.topic_name(SITE, topics.MISSED_STATUS), topics.MISSED_STATUS, payload


def session(now: float) -> Message:
    """A guest answers calls."""
    payload = topics.SessionView(
        ts=stamp(now), seq=0, session="S1", operator="9001", name="李局长", since=now - 900, until=now + 2700, calls=4
    )
    return topics.topic_name(SITE, topics.SESSION, "S1"), topics.SESSION, payload


def more_queues(now: float) -> Iterator[Message]:
    """Four more, which makes eight."""
    names = {"dialect": "方言专席", "water": "供水合并线", "traffic": "交通运输合并线", "human": "人社医保合并线12333"}
    for index, (name, title) in enumerate(names.items()):
        yield queue(
            now, name, title, waiting=index, longest_wait_s=9.0 * index or None, talking=index, answered=60 - index
        )


def floor(now: float, operators: int) -> Iterator[Message]:
    """Everything a wall shows, once."""
    yield forecast(now)
    yield missed(now)
    yield session(now)
    yield state(now)
    yield asr(now)
    yield queue(
        now,
        "hotline",
        "12345 热线",
        waiting=2,
        longest_wait_s=22.0,
        talking=11,
        within_15s_rate=0.9323,
        answered=1022,
        abandoned=41,
    )
    yield queue(now, "enterprise", "企业服务专席", waiting=1, longest_wait_s=6.0, talking=3, answered=131)
    yield queue(
        now, "show", "政风热线", talking=0, ready=2, answered=37, abandoned=0, answer_rate=None, within_15s_rate=None
    )
    yield queue(now, "medical", "医保合并线", talking=3, answered=47, abandoned=3)
    for index in range(operators):
        yield operator(now, index)
    yield alert(now, "within_15s_low", topics.Severity.WARN, "15秒接通率低于 95%：当前 93.2%")
    yield alert(now, "trunk_down", topics.Severity.CRIT, "中继 ct-2 不可达")
    yield summary(now)


def properties(topic: topics.Topic) -> Properties | None:
    """The MQTT 5 expiry of one topic."""
    if topic.expiry_s is None:
        return None
    wanted = Properties(PacketTypes.PUBLISH)  # type: ignore[no-untyped-call]
    wanted.MessageExpiryInterval = topic.expiry_s
    return wanted


class Publisher:
    """Sends messages to a broker as the service would."""

    def __init__(self, client: aiomqtt.Client) -> None:
        self._client = client

    async def send(self, *messages: Message) -> None:
        """Publish each with its topic's retain, QoS and expiry."""
        for name, topic, payload in messages:
            text = "" if payload is None else payload.model_dump_json()
            await self._client.publish(name, text, qos=topic.qos, retain=topic.retain, properties=properties(topic))


@asynccontextmanager
async def publishing(broker: Broker) -> "AsyncIterator[Publisher]":
    """A publisher connected to `broker`, with the last will the service leaves."""
    name, _, will = state(0, online=False)
    assert will is not None
    options = [(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)]
    client = aiomqtt.Client(
        HOST, broker.tcp_port, protocol=aiomqtt.ProtocolVersion.V5, socket_options=options,
        will=aiomqtt.Will(name, will.model_dump_json(), qos=1, retain=True),
    )  # fmt: skip
    async with client:
        yield Publisher(client)


def frame(message: Message) -> str:
    """The same message as the service's own link sends it."""
    name, _, payload = message
    return json.dumps({"topic": name, "payload": None if payload is None else payload.model_dump(mode="json")})
