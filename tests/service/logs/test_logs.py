"""What the log says, and what it keeps to itself."""

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from callcenter import logs


@pytest.fixture
def restored() -> Iterator[None]:
    """Give pytest its own handlers back."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def lines(stream: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


@pytest.fixture
def stream(restored: None) -> io.StringIO:
    out = io.StringIO()
    logs.configure("debug", stream=out, env={})
    return out


def test_a_line_is_json_with_level_logger_time_and_fields(stream: io.StringIO) -> None:
    logs.get("callcenter.desk").info("offer made", queue="hotline", waited_s=1.5)
    (line,) = lines(stream)
    assert (line["event"], line["level"], line["logger"], line["queue"]) == (
        "offer made",
        "info",
        "callcenter.desk",
        "hotline",
    )
    assert str(line["timestamp"]).endswith("Z")


def test_personal_fields_are_masked(stream: io.StringIO) -> None:
    logs.get("x").info(
        "call arrived", **{"pii.caller": "13800000000", "pii.name": "王小明", "pii.words": ["漏水", "010"]}
    )
    (line,) = lines(stream)
    assert line["pii.caller"] == "138****0000"
    assert line["pii.name"] == "***"
    assert line["pii.words"] == ["***", "****"]


def test_personal_fields_are_shown_only_when_the_site_says_so(restored: None) -> None:
    out = io.StringIO()
    logs.configure("info", stream=out, env={"CALLCENTER_LOG_PII": "1"})
    logs.get("x").info("call arrived", **{"pii.caller": "13800000000"})
    assert lines(out)[0]["pii.caller"] == "13800000000"


def test_the_text_of_an_exception_is_personal_data_but_its_place_is_told(stream: io.StringIO) -> None:
    def broken() -> None:
        raise ValueError("王小明 13800000000")

    try:
        broken()
    except ValueError:
        logs.get("x").exception("task failed")
    text = stream.getvalue()
    (line,) = lines(stream)
    assert "王小明" not in text
    assert "13800000000" not in text
    assert line["exception"][0]["type"] == "ValueError"  # type: ignore[index]
    assert "test_logs.py" in line["exception"][0]["frames"][-1]  # type: ignore[index]


def test_records_of_libraries_take_the_same_road(stream: io.StringIO) -> None:
    logging.getLogger("somelib").warning("refused %s\nsecond line", "13800000000", extra={"attempt": 2})
    (line,) = lines(stream)
    assert (line["event"], line["attempt"], line["level"]) == ("refused 138****0000", 2, "warning")


def test_the_call_id_of_the_block_is_on_every_line(stream: io.StringIO) -> None:
    with logs.about_call("c1"):
        logs.get("x").info("one")
        logging.getLogger("lib").info("two")
    logs.get("x").info("three")
    assert [line.get("call_id") for line in lines(stream)] == ["c1", "c1", None]


def test_lines_below_the_level_are_not_written(restored: None) -> None:
    out = io.StringIO()
    logs.configure("warning", stream=out, env={})
    logs.get("x").info("quiet")
    logs.get("x").warning("loud")
    assert [line["event"] for line in lines(out)] == ["loud"]
