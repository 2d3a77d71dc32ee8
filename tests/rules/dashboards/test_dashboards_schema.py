"""Schemas, TypeScript types and definitions say the same as topics.py."""

import types
import typing

import jsonschema
import pytest
from pydantic import BaseModel

from dashboards.definitions import DEFINITIONS
from dashboards.schema import all_schemas, main, schema_of, typescript
from dashboards.topics import (
    TOPICS,
    ForecastView,
    HalfHour,
    MissedStatus,
    OperatorView,
    Payload,
    QueueStatus,
    Summary,
    Topic,
    topic_name,
)


def test_the_committed_typescript_types_are_current() -> None:
    assert main(["--check"]) == 0


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.path)
def test_each_schema_is_valid_and_requires_every_field(topic: Topic) -> None:
    schema = schema_of(topic)
    jsonschema.Draft202012Validator.check_schema(schema)
    assert sorted(schema["required"]) == sorted(topic.payload.model_fields)
    assert schema["additionalProperties"] is False


def test_every_topic_has_a_schema_and_a_type() -> None:
    assert set(all_schemas()) == {topic.path for topic in TOPICS}
    assert all(f"export interface {topic.payload.__name__} extends Payload" in typescript() for topic in TOPICS)


def test_every_field_of_every_payload_is_in_the_types() -> None:
    text = typescript()
    for topic in TOPICS:
        body = text.split(f"export interface {topic.payload.__name__} extends", 1)[1].split("}", 1)[0]
        own = set(topic.payload.model_fields) - set(Payload.model_fields)
        assert all(f"  {name}: " in body for name in own)


def _numeric(model: type[BaseModel]) -> set[str]:
    def numbers(annotation: object) -> bool:
        kinds = typing.get_args(annotation) if isinstance(annotation, types.UnionType) else (annotation,)
        return int in kinds or float in kinds

    own = {name: info for name, info in model.model_fields.items() if name not in Payload.model_fields}
    return {name for name, info in own.items() if numbers(info.annotation)} - {"begins_at"}


@pytest.mark.parametrize("model", [Summary, QueueStatus, OperatorView, ForecastView, HalfHour, MissedStatus])
def test_every_number_on_a_screen_is_defined(model: type[BaseModel]) -> None:
    assert _numeric(model) - {one.key for one in DEFINITIONS} == set()


def test_each_definition_is_complete_and_of_a_figure_that_is_shown() -> None:
    shown = set[str]().union(*map(_numeric, (Summary, QueueStatus, OperatorView, ForecastView, HalfHour, MissedStatus)))
    keys = [one.key for one in DEFINITIONS]
    assert len(keys) == len(set(keys))
    for one in DEFINITIONS:
        assert one.key in shown
        assert all((one.zh, one.en, one.formula_zh, one.formula_en))
        assert one.unit in {"calls", "people", "tickets", "s", "ratio", "time", "days"}


@pytest.mark.parametrize("ident", ["", "a/b", "a+b", "#", "a b"])
def test_a_topic_name_refuses_what_mqtt_reserves(ident: str) -> None:
    queue = next(topic for topic in TOPICS if topic.path.startswith("queue/"))
    with pytest.raises(ValueError, match="queue/"):
        topic_name("demo", queue, ident)
