"""Logs: one JSON object a line on standard error, call id from the context, personal data masked.

Personal data (numbers, names, words of citizens, texts of exceptions) goes only into fields whose name begins with
`pii.`, or into the text of an exception; both are masked unless CALLCENTER_LOG_PII=1 says otherwise.
"""

import logging
import os
import sys
from collections.abc import Mapping, MutableMapping
from contextlib import AbstractContextManager
from types import TracebackType
from typing import Any, TextIO, cast

import structlog
from structlog.contextvars import bound_contextvars, merge_contextvars
from structlog.typing import EventDict, Processor, WrappedLogger

from callcenter.masking import HIDDEN, mask_numbers_in, mask_value

PII = "pii."
MAX_FRAMES = 20  # innermost frames of an exception; deeper ones repeat the event loop
_QUIET = {"asyncio": logging.WARNING, "aiohttp.access": logging.WARNING, "alembic": logging.WARNING}


def configure(level: str = "info", *, stream: TextIO | None = None, env: Mapping[str, str] | None = None) -> None:
    """Send structlog's and the standard library's records through one formatter to `stream` (standard error)."""
    shown = (os.environ if env is None else env).get("CALLCENTER_LOG_PII") == "1"
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(_formatter(shown=shown))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name, lowest in _QUIET.items():
        logging.getLogger(name).setLevel(max(lowest, root.level))
    structlog.configure(
        processors=[*_shared(), structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )


def get(name: str) -> structlog.stdlib.BoundLogger:
    """Return the logger of a module: a fixed message and values as fields, `log.info("call arrived", queue=...)`."""
    return structlog.stdlib.get_logger(name)


def about_call(call_id: str) -> AbstractContextManager[Any]:
    """Add `call_id` to every line logged inside the block, in this task and in those it starts."""
    return bound_contextvars(call_id=call_id)


def _shared() -> list[Processor]:
    return [
        merge_contextvars,
        structlog.stdlib.filter_by_level,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]


def _formatter(*, shown: bool) -> logging.Formatter:
    foreign: list[Processor] = [merge_contextvars, *_shared()[2:], structlog.stdlib.ExtraAdder(), _first_line]
    last: list[Processor] = [structlog.stdlib.ProcessorFormatter.remove_processors_meta, _exception_as_fields]
    if not shown:
        last.append(_mask)
    last.append(structlog.processors.JSONRenderer(ensure_ascii=False, default=str))
    return structlog.stdlib.ProcessorFormatter(foreign_pre_chain=foreign, processors=last)


def _first_line(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    """Cut a library's message to its first line: asyncio's later lines repeat the exception's text."""
    event["event"] = str(event.get("event", "")).partition("\n")[0]
    return event


def _exception_as_fields(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    found = event.pop("exc_info", None)
    fault = _fault(found)
    if fault is not None:
        event["exception"] = _chain(fault)
        event["pii.exception_text"] = str(fault)
    return event


def _fault(found: object) -> BaseException | None:
    if isinstance(found, BaseException):
        return found
    if isinstance(found, tuple):
        return cast("BaseException | None", found[1])
    return sys.exc_info()[1] if found else None


def _chain(fault: BaseException) -> list[dict[str, object]]:
    """Tell an exception and what caused it by type and place, never by text."""
    told: list[dict[str, object]] = []
    item: BaseException | None = fault
    while item is not None and len(told) < 5:
        told.append({"type": type(item).__qualname__, "frames": _frames(item.__traceback__)})
        item = item.__cause__ or (None if item.__suppress_context__ else item.__context__)
    return told


def _frames(trace: TracebackType | None) -> list[str]:
    frames = []
    while trace is not None:
        code = trace.tb_frame.f_code
        frames.append(f"{code.co_filename}:{trace.tb_lineno} {code.co_qualname}")
        trace = trace.tb_next
    return frames[-MAX_FRAMES:]


def _mask(_logger: WrappedLogger, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for key, value in event.items():
        if key == "pii" or key.startswith(PII):
            event[key] = HIDDEN if key == "pii.exception_text" else mask_value(value)
    if isinstance(event.get("event"), str):
        event["event"] = mask_numbers_in(event["event"])
    return event
