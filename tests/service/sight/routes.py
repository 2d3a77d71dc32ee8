"""Which routes can show a ticket: judged by what they answer, so that a new one has to be put in a class here."""

from collections.abc import Iterator
from typing import Any

from callcenter.web.route import Route

TELLING = {
    "ticket_id", "ticket_ids", "main", "merged", "left", "number", "caller_number", "contact_phone", "contact_name",
    "transcript", "tickets", "repeat_ids", "examples", "content", "reply",
}  # fmt: skip  # fields of an answer by which a ticket or a citizen is known


def may_tell(one: Route) -> bool:
    """Whether it sends a file, a stream, or a field by which a ticket or a citizen is known."""
    return bool(one.media) or one.live or (one.out is not None and not TELLING.isdisjoint(_fields(one.out)))


def _fields(model: Any) -> Iterator[str]:
    return _walk(model.model_json_schema())


def _walk(schema: object) -> Iterator[str]:
    if isinstance(schema, dict):
        for name, inner in schema.items():
            if name == "properties":
                yield from inner
            yield from _walk(inner)
    elif isinstance(schema, list):
        for inner in schema:
            yield from _walk(inner)


def keys(text: str) -> frozenset[str]:
    """A class written as lines."""
    return frozenset(line.strip() for line in text.strip().splitlines())


# Looked at by every role in test_sight_of_routes, with tickets of every kind.
LOOKS = {
    "GET /api/v1/tickets": "/api/v1/tickets?limit=200",
    "GET /api/v1/tickets/{ticket_id}": "/api/v1/tickets/{ticket_id}",
    "GET /api/v1/inbox": "/api/v1/inbox",
    "GET /api/v1/work": "/api/v1/work?limit=200",
    "GET /api/v1/work/{ticket_id}": "/api/v1/work/{ticket_id}",
    "GET /api/v1/work/{ticket_id}/repeats": "/api/v1/work/{ticket_id}/repeats",
    "GET /api/v1/work/{ticket_id}/hot": "/api/v1/work/{ticket_id}/hot",
    "GET /api/v1/tickets/{ticket_id}/attachments": "/api/v1/tickets/{ticket_id}/attachments",
    "GET /api/v1/attachments/{attachment_id}": "/api/v1/attachments/{file_id}",
    "GET /api/v1/tickets/{ticket_id}/call-outs": "/api/v1/tickets/{ticket_id}/call-outs",
    "GET /api/v1/hard-cases": "/api/v1/hard-cases",
    "GET /api/v1/month-review": "/api/v1/month-review?month={month}",
    "GET /api/v1/hot": "/api/v1/hot?days=7",
    "GET /api/v1/bursts": "/api/v1/bursts",
    "GET /api/v1/outbox": "/api/v1/outbox?limit=200",
    "GET /api/v1/retention": "/api/v1/retention",
    "GET /api/v1/promises": "/api/v1/promises",
    "GET /api/v1/promise-book": "/api/v1/promise-book",
    "GET /api/v1/promise-book/opening": "/api/v1/promise-book/opening",
    "GET /api/v1/promise-book/follow-up": "/api/v1/promise-book/follow-up?form=csv",
    "GET /api/v1/aftershow/collected": "/api/v1/aftershow/collected",
    "GET /api/v1/reports/cases": "/api/v1/reports/cases?name=daily&period={day}",
    "GET /api/v1/reports/preview": "/api/v1/reports/preview?name={report}&period={day}&unit={unit}",
    "GET /api/v1/reports": "/api/v1/reports",
    "GET /api/v1/calls": "/api/v1/calls",
    "GET /api/v1/missed": "/api/v1/missed",
    "GET /api/v1/knowledge": "/api/v1/knowledge?q=路灯",
    "GET /api/v1/knowledge/entries": "/api/v1/knowledge/entries",
}

# The call behind a restricted ticket: 404 to everybody else (test_a_call_of_a_restricted_ticket_is_not_there).
CALLS = keys("""
    GET /api/v1/calls/{call_id}
    GET /api/v1/calls/{call_id}/recording
    GET /api/v1/calls/{call_id}/history
    GET /api/v1/calls/{call_id}/transcript
    GET /api/v1/calls/{call_id}/transcript/export
    GET /api/v1/calls/{call_id}/versions
    GET /api/v1/calls/{call_id}/knowledge
""")

# Shown through what LOOKS and CALLS look at: the same view after an act, or a file of what was previewed.
SAME_VIEW = keys("""
    POST /api/v1/calls/{call_id}/versions/{version}/verdict
    POST /api/v1/reports/cases
    PUT /api/v1/reports/cases/order
    POST /api/v1/reports
    GET /api/v1/reports/{report_id}
    GET /api/v1/reports/{report_id}/files/{form}
    POST /api/v1/reports/{report_id}/sealed
    POST /api/v1/reports/{report_id}/sealed/withdraw
    PUT /api/v1/bursts/answer
    GET /api/v1/hot/matter
    POST /api/v1/hard-cases/{hard_case_id}/end
    POST /api/v1/outbox/{message_id}/resend
    POST /api/v1/outbox/{message_id}/drop
    POST /api/v1/call-outs/{call_out_id}/stop
    POST /api/v1/revisit-sessions
    GET /api/v1/revisit-sessions/{session_id}
    GET /api/v1/revisit-sessions/{session_id}/tickets
    GET /api/v1/revisit-sessions
    GET /api/v1/hard-cases/{hard_case_id}/tickets
    POST /api/v1/revisit-sessions/{session_id}/close
    POST /api/v1/retention/holds
    POST /api/v1/retention/holds/{hold_id}/release
    GET /api/v1/guest-sessions/{session_id}/report
    GET /api/v1/knowledge/{entry_id}
    GET /api/v1/knowledge/{entry_id}/history
    PUT /api/v1/knowledge/{entry_id}
    POST /api/v1/knowledge
    POST /api/v1/promises/{promise_id}/settle
    POST /api/v1/aftershow/hand-on
    POST /api/v1/person
    POST /api/v1/person/export
    POST /api/v1/person/survey
    POST /api/v1/person/erase
    GET /ws/desk
    GET /ws/inbox
""")

# The show's board, its closing and what is made of it: asked by every role in test_sight_of_shows.
OF_SHOWS = keys("""
    POST /api/v1/shows/{show_id}/aftermath
    GET /api/v1/shows/{show_id}/aftermath
    GET /api/v1/shows/{show_id}/aftermath/{run_id}/files/{number}
    GET /api/v1/shows/{show_id}/aftermath/{run_id}/forms.zip
    GET /api/v1/shows/{show_id}/closing
    POST /api/v1/shows/{show_id}/closing/transfer
    POST /api/v1/shows/{show_id}/closing/excuse
    POST /api/v1/shows/{show_id}/closing/entries/{entry_id}/answer
    POST /api/v1/shows/{show_id}/closing/entries/{entry_id}/ticket
    POST /api/v1/shows/{show_id}/closing/entries/{entry_id}/draft
    POST /api/v1/shows/{show_id}/closing/entries/{entry_id}/media
    POST /api/v1/shows/{show_id}/close
    POST /api/v1/shows/{show_id}/promises
    POST /api/v1/shows/{show_id}/promises/{promise_id}/dismiss
    GET /api/v1/shows/{show_id}/promises/{promise_id}/sound.wav
    GET /api/v1/shows/{show_id}/entries/{entry_id}
    GET /ws/show
""")

# Machines with their own secret, the public with a code, and what holds no ticket although a field is called so.
NO_TICKET = keys("""
    POST /api/v1/intake
    GET /api/v1/intake/{key}
    GET /api/v1/progress/{code}
    GET /api/v1/supervision
    GET /api/v1/callbacks
    POST /api/v1/callbacks
    POST /api/v1/missed/next
    POST /api/v1/missed/{entry_id}/take
    GET /api/v1/number-lists
    POST /api/v1/number-lists
    GET /api/v1/attendance
    GET /api/v1/plan/export
    GET /api/v1/plan/materials/{material_id}
    GET /api/v1/plan/editions/{edition_id}/report
    GET /api/v1/units/{unit_id}/on-call
    GET /api/v1/asr/passes/{job_id}/recording
    GET /api/v1/schema
    GET /api/v1/probes
    GET /api/v1/probes/runs/{run_id}/recording
    GET /api/v1/probes/report
    GET /metrics
    GET /ws/wall
    GET /mqtt
    GET /api/v1/openapi.json
""")
