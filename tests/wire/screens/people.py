"""Calls, words and tickets of the stage: plain JSON objects in the shapes of docs/http.md."""

import datetime as dt
import time
from typing import Any

Json = dict[str, Any]

SHANGHAI = dt.timezone(dt.timedelta(hours=8))
SCRIPT = "您好，这里是12345政务服务便民热线，请问有什么可以帮您？"
KINDS = ("咨询", "求助", "投诉", "举报", "建议", "表扬")
TALK = (
    ("operator", 400, "您好这里是一二三四五热线请问有什么可以帮您"),
    ("caller", 4100, "你好我想反映一下人民路和解放路路口的路灯坏了三天了"),
    ("operator", 9000, "好的请问具体是在哪个位置"),
    ("caller", 11600, "就在人民路一百二十八号门口晚上一片漆黑老人走路很危险"),
    ("operator", 17000, "明白了请问您贵姓联系电话是多少"),
    ("caller", 20300, "我姓王就打这个电话一三八零零一三八零零零"),
)


def rfc3339(at: float) -> str:
    """Unix seconds as the API writes times."""
    return dt.datetime.fromtimestamp(at, SHANGHAI).isoformat(timespec="milliseconds")


def utterance(index: int, role: str, start_ms: int, text: str) -> Json:
    """One final utterance, 200 ms a character."""
    words = [
        {"text": char, "start_ms": start_ms + 200 * at, "end_ms": start_ms + 200 * (at + 1), "confidence": 0.93}
        for at, char in enumerate(text)
    ]
    end_ms = start_ms + 200 * len(text)
    return {
        "utterance_id": f"u{index}",
        "role": role,
        "start_ms": start_ms,
        "end_ms": end_ms,
        "text": text,
        "words": words,
    }


TRANSCRIPT = [utterance(index, role, start, text) for index, (role, start, text) in enumerate(TALK)]


def field(value: str, confidence: float, said: str = "") -> Json:
    """A draft field; `said` is looked up in the transcript and becomes its span."""
    spans = [_span(line, said) for line in TRANSCRIPT if said and said in line["text"]]
    return {"value": value, "confidence": confidence, "rule": "stage", "spans": spans, "locked": False}


def _span(line: Json, said: str) -> Json:
    start = line["text"].index(said)
    at_ms = line["start_ms"] + 200 * start
    return {
        "utterance_id": line["utterance_id"], "start": start, "end": start + len(said),
        "start_ms": at_ms, "end_ms": at_ms + 200 * len(said),
    }  # fmt: skip


def fields() -> Json:
    """What the drafting rules would make of TALK."""
    return {
        "appeal_kind": field("投诉", 0.62, "反映一下"),
        "title": field("人民路128号路灯损坏三天未修", 0.78, "路灯坏了三天了"),
        "content": field(
            "来电人反映人民路和解放路路口路灯已坏三天，夜间一片漆黑，老人通行危险，要求尽快维修。", 0.71, "晚上一片漆黑"
        ),
        "place": field("人民路128号", 0.94, "人民路一百二十八号门口"),
        "contact_name": field("王女士", 0.55, "我姓王"),
        "contact_phone": field("13800138000", 0.97, "一三八零零一三八零零零"),
        "summary": field("", 0.0),
    }


def desk_call(call_id: str, number: str, state: str = "offered") -> Json:
    """A call as /ws/desk sends it."""
    now = time.time()
    return {
        "call_id": call_id, "queue": "hotline", "queue_title": "12345 热线", "script": SCRIPT, "dialled": "12345",
        "caller_number": number, "caller_display": "", "state": state, "arrived_at": now - 6, "answered_at": None,
        "wrap_up_until": None, "transcript": [],
    }  # fmt: skip


def ticket(ticket_id: str, call_id: str, number: str, *, ago_s: float = 0) -> Json:
    """A draft ticket."""
    at = time.time() - ago_s
    return {
        "ticket_id": ticket_id, "number": None, "call_id": call_id, "status": "draft", "version": 1,
        "created_at": rfc3339(at), "updated_at": rfc3339(at), "queue": "hotline", "dialled": "12345",
        "caller_number": number, "operator_id": "8001", "operator_name": "陈静", "started_at": rfc3339(at - 90),
        "answered_at": rfc3339(at - 80),
        "ended_at": rfc3339(at), "fields": fields(), "transcript": list(TRANSCRIPT),
        "recording": {"url": f"/api/v1/calls/{call_id}/recording", "seconds": 26.0},
        "model_notice": "合成语音演示模型",
    }  # fmt: skip


def operator() -> Json:
    """The person at the desk."""
    return {
        "operator_id": "8001", "name": "陈静", "status": "signed_out", "reason": "", "state": "idle", "reachable": True,
        "since": time.time() - 30, "call_id": None, "queues": ["hotline"], "answered": 9, "missed": 0, "talk_s": 1800.0,
        "wrap_s": 300.0,
    }  # fmt: skip


def queues() -> list[Json]:
    """The queues in the side panel."""

    def one(name: str, title: str, number: str, waiting: int) -> Json:
        return {
            "queue": name, "title": title, "numbers": [number], "script": SCRIPT, "waiting": waiting,
            "longest_wait_s": 12.0 if waiting else None, "offered": 120, "answered": 115, "abandoned": 3,
            "callbacks": 0, "open": True, "closed_by_hand": False, "surge": False, "unstaffed": False,
        }  # fmt: skip

    return [one("hotline", "12345 热线", "12345", 2), one("show", "政风热线", "83012345", 0)]


def me() -> Json:
    """Who is signed in."""
    return {
        "name": "chenjing", "display_name": "陈静", "roles": ["operator", "supervisor"], "operator_id": "8001",
        "site": {"id": "demo-city", "title": "演示市12345热线", "timezone": "Asia/Shanghai", "demo_model": True},
        "server_time": time.time(),
    }  # fmt: skip


def judging(category: str | None) -> Json:
    """A city with categories and one clock that hangs on the first of them; the draft speaks of that one."""
    chosen = "停水" if category is None else category
    clocks = [
        {"rule_id": "fast12", "title": "12类求助事项响应处理", "limit": "24 h", "starts": "accepted", "soft": False}
    ]
    return {
        "category": chosen,
        "priority": "一般",
        "complexity": "简单",
        "proposed": "停水",
        "categories": ["停水", "停电", "其他"],
        "priorities": [],
        "complexities": [],
        "clocks": clocks if chosen == "停水" else [],
    }
