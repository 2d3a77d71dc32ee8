"""Every error an answer can carry, and the one table from exceptions to status codes."""

import json
from collections.abc import Mapping

from aiohttp import web
from pydantic import ValidationError

from callcenter import logs
from callcenter.show.plan_import import ImportRefusedError
from callcenter.store.cursor import BadCursorError
from callcenter.store.faults import NotFoundError, StaleVersionError, StoreUnavailableError, WrongStateError
from callcenter.store.intake import ConflictError
from callcenter.store.units import UnitListError
from callcenter.web.models import Trouble, TroubleAnswer
from callcenter.web.refusal_reasons import reason_of
from queueing.events import TransitionError
from queueing.show.edition import EditionError
from queueing.ticket.pen import NotYoursError

log = logs.get(__name__)
SHOWN = 200  # characters of a wrong value that an error repeats


class ApiError(Exception):
    """A refusal with its status; raised by handlers and guards."""

    def __init__(self, status: int, code: str, message: str, **more: str | dict[str, str]) -> None:
        """`more`: expected, found, and per field what was expected (`fields`)."""
        super().__init__(message)
        self.status = status
        reason = reason_of(str(more.get("expected", "")))
        self.trouble = Trouble.model_validate({"code": code, "message": message, "reason": reason, **more})
        self.headers: dict[str, str] = {}


def too_many(wait_s: float) -> ApiError:
    """Make the refusal that says how long to wait."""
    fault = ApiError(429, "too_many", f"too many requests: expected the next in {wait_s:.0f} s", found="one too soon")
    fault.headers = {"Retry-After": str(int(wait_s) + 1)}
    return fault


STATUS: tuple[tuple[type[Exception], int, str], ...] = (
    (BadCursorError, 400, "bad_input"),
    (NotFoundError, 404, "not_found"),
    (TransitionError, 409, "not_now"),
    (NotYoursError, 403, "not_yours"),
    (WrongStateError, 409, "not_now"),
    (ConflictError, 409, "another_matter"),
    (UnitListError, 422, "bad_units"),
    (EditionError, 422, "bad_fields"),
    (ImportRefusedError, 409, "not_now"),
    (StaleVersionError, 412, "stale_version"),
    (StoreUnavailableError, 503, "store_down"),
)

_LIMITS = ("min_length", "max_length", "ge", "gt", "le", "lt")  # as pydantic calls them
HTTP_CODES = {400: "bad_input", 404: "not_found", 405: "wrong_method", 413: "too_large", 415: "wrong_media"}


def answer_to(fault: Exception) -> web.Response:
    """Turn an exception into an answer; an unexpected one is logged and told as 500 without its text."""
    if isinstance(fault, ApiError):
        return _json(fault.status, fault.trouble, fault.headers)
    if isinstance(fault, web.HTTPException):
        code = HTTP_CODES.get(fault.status, "refused")
        return _json(fault.status, Trouble(code=code, message=fault.reason), dict(fault.headers))
    if isinstance(fault, ValidationError):
        return _json(422, _fields(fault))
    for kind, status, code in STATUS:
        if isinstance(fault, kind):
            return _json(status, _told(fault, code))
    log.error("request failed", exc_info=fault)
    return _json(500, Trouble(code="fault", message="the service failed; the log says where"))


def _told(fault: Exception, code: str) -> Trouble:
    expected, found = getattr(fault, "expected", ""), getattr(fault, "found", "")
    message, told = str(fault), str(found)[:SHOWN]
    return Trouble(code=code, message=message, expected=str(expected), found=told, reason=reason_of(str(expected)))


def _fields(fault: ValidationError) -> Trouble:
    faults = fault.errors(include_url=False)
    fields = {_name(item["loc"]): item["msg"].removeprefix("Value error, ") for item in reversed(faults)}
    first = faults[0]
    return Trouble(
        code="bad_fields",
        message=f"{_name(first['loc'])}: {fields[_name(first['loc'])]}",
        expected=fields[_name(first["loc"])],
        found=json.dumps(first.get("input"), ensure_ascii=False, default=str)[:SHOWN],
        fields=fields,
        rules={_name(item["loc"]): _rule(item["type"], item.get("ctx", {})) for item in reversed(faults)},
    )


def _rule(kind: str, context: Mapping[str, object]) -> str:
    """Name the rule a value breaks as screens know it: its limit where it has one, else its kind."""
    limits = [(name, context[name]) for name in _LIMITS if isinstance(context.get(name), int | float)]
    return f"{limits[0][0]}:{limits[0][1]}" if limits else kind


def _name(place: tuple[int | str, ...]) -> str:
    """Name a field as the sender does; the values of a ticket sit under `fields`."""
    return (
        ".".join(str(part) for part in (place[1:] if place[:1] == ("fields",) and len(place) > 1 else place)) or "body"
    )


def _json(status: int, trouble: Trouble, headers: dict[str, str] | None = None) -> web.Response:
    kept = {
        name: value for name, value in (headers or {}).items() if name.lower() not in ("content-type", "content-length")
    }
    return web.json_response(text=TroubleAnswer(error=trouble).model_dump_json(), status=status, headers=kept)
