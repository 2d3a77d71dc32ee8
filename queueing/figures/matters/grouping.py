"""Matters by unit, kind, area, topic, source or day."""

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum

from queueing.figures.matters.matter import Matter


class By(StrEnum):
    """What matters are grouped by."""

    UNIT = "unit"
    KIND = "kind"
    AREA = "area"
    TOPIC = "topic"
    SOURCE = "source"


_KEYS: Mapping[By, Callable[[Matter], str]] = {
    By.UNIT: lambda one: one.unit,
    By.KIND: lambda one: one.kind,
    By.AREA: lambda one: one.area,
    By.TOPIC: lambda one: one.topic,
    By.SOURCE: lambda one: one.source,
}


def group(matters: Iterable[Matter], by: By) -> dict[str, list[Matter]]:
    """Groups by name, '' for matters that have none; the largest first, then by name."""
    found: dict[str, list[Matter]] = {}
    for one in matters:
        found.setdefault(_KEYS[by](one), []).append(one)
    return dict(sorted(found.items(), key=lambda item: (-len(item[1]), item[0])))
