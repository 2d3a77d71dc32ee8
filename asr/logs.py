"""JSON logs of this room's own processes: one object a line on stderr, a fixed message, values as fields."""

import json
import logging
from datetime import UTC, datetime

_LEVELS = {"debug": logging.DEBUG, "warning": logging.WARNING, "error": logging.ERROR}
_OWN_FIELDS = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class JsonFormatter(logging.Formatter):
    """Writes what was given as `extra`; personal data comes as a field `pii` holding an object."""

    def format(self, record: logging.LogRecord) -> str:
        entry = {
            "timestamp": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage(),
            **{name: value for name, value in vars(record).items() if name not in _OWN_FIELDS},
        }
        if record.exc_info:
            entry["pii"] = {"exception": self.formatException(record.exc_info)}
        return json.dumps(entry, ensure_ascii=False, default=str)


def log_json_to_stderr(level: str = "info") -> None:
    """Configure the root logger of this process; an unknown level is taken for info."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonFormatter())
    logging.basicConfig(level=_LEVELS.get(level, logging.INFO), handlers=[handler], force=True)
