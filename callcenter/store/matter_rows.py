"""A matter's history as a row: each step holds what it changed."""

from collections.abc import Mapping, Sequence
from dataclasses import MISSING, fields
from typing import Any

from queueing.figures.matters import Grade, Handling, History, Matter
from queueing.figures.matters.history import known_at

Body = dict[str, Any]
_PLAIN = {one.name: None if one.default is MISSING else one.default for one in fields(Matter) if one.name != "earlier"}
_START: Body = {name: list(value) if isinstance(value, tuple) else value for name, value in _PLAIN.items()}
_START["earlier"] = []


def to_body(history: History) -> Body:
    """Put it down."""
    before, steps = _START, []
    for at, matter in history.steps:
        now = _flat(matter)
        steps.append([at, {name: value for name, value in now.items() if value != before[name]}])
        before = now
    return {"steps": steps}


def known(bodies: Body, ends: Sequence[float]) -> list[Matter | None]:
    """The matter as it was known before each of these moments; None when it was not registered by then."""
    steps: list[tuple[float, Body]] = bodies.get("steps") or [_as_step(bodies)]
    moments, found = [at for at, _ in steps], dict[int, Matter]()
    for place in {place for end in ends if (place := known_at(moments, end)) is not None}:
        told = dict(_START)
        for _, change in steps[: place + 1]:
            told |= change
        found[place] = _matter(told)
    return [None if (place := known_at(moments, end)) is None else found[place] for end in ends]


def _as_step(body: Body) -> tuple[float, Body]:
    """A row from before rows had steps, of a ticket whose ledger is gone: what is known of it was known always."""
    return body["registered_at"], {name: value for name, value in body.items() if name in _START}


def _flat(matter: Matter) -> Body:
    told = {name: getattr(matter, name) for name in _PLAIN}
    plain: Body = {name: list(value) if isinstance(value, tuple) else value for name, value in told.items()}
    return {**plain, "earlier": [_of_handling(one) for one in matter.earlier]}


def _of_handling(one: Handling) -> Body:
    told = {field.name: getattr(one, field.name) for field in fields(Handling)}
    return {name: value for name, value in told.items() if value is not None}


def _matter(told: Mapping[str, Any]) -> Matter:
    made: Body = {name: tuple(value) if isinstance(value, list) else value for name, value in told.items()}
    earlier = tuple(Handling(**{**one, "grade": _grade(one.get("grade"))}) for one in told["earlier"])
    made |= {"earlier": earlier, "grade": _grade(told["grade"])}
    return Matter(**made)


def _grade(said: str | None) -> Grade | None:
    return Grade(said) if said else None
