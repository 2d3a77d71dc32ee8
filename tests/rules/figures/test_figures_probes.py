"""Dial probes are in no figure of the hotline, and show on nobody's screen as what they are."""

from dataclasses import replace

from figures_twenty_calls import CHINA_DAYS, NOW, facts
from hypothesis import given, settings
from hypothesis import strategies as st

from queueing.events import CallArrived, CallEnded, CallRefused, Fact
from queueing.figures import Definition, Figures, Snapshot, Transfers


def shown(happened: list[Fact], definition: Definition | None = None) -> Snapshot:
    figures = Figures(CHINA_DAYS, definition)
    for fact in happened:
        figures.feed(fact)
    return figures.snapshot(NOW)


def tagged(happened: list[Fact], calls: set[str]) -> list[Fact]:
    """The same facts, those calls being probes'."""
    kinds = (CallArrived, CallRefused)
    return [replace(f, probe="run") if isinstance(f, kinds) and f.call_id in calls else f for f in happened]


def without(happened: list[Fact], calls: set[str]) -> list[Fact]:
    return [fact for fact in happened if getattr(fact, "call_id", "") not in calls]


def ids(happened: list[Fact]) -> list[str]:
    return sorted({fact.call_id for fact in happened if isinstance(fact, CallArrived | CallRefused)})


@settings(max_examples=60, deadline=None)
@given(st.data(), st.sampled_from(Transfers))
def test_a_day_with_probes_has_the_figures_of_the_day_without_them(data: st.DataObject, transfers: Transfers) -> None:
    """Whichever calls were probes: every figure of calls is as if they had never come."""
    happened, definition = list(facts()), Definition(transfers=transfers)
    probes = set(data.draw(st.lists(st.sampled_from(ids(happened)), unique=True)))
    found = shown(tagged(happened, probes), definition)
    expected = shown(without(happened, probes), definition)
    assert found.total == expected.total
    assert found.rolling == expected.rolling
    for name in ("by_queue", "by_number", "by_hour"):
        groups = {key: one for key, one in getattr(expected, name).items() if one.offered or one.refused}
        assert {key: one for key, one in getattr(found, name).items() if one.offered or one.refused} == groups


def test_a_probe_takes_its_place_in_line_and_its_operators_time() -> None:
    """What is now, and what a person did, are as they are: else an operator could tell a probe from the screen."""
    happened = list(facts())
    found, expected = shown(tagged(happened, set(ids(happened)))), shown(happened)
    assert (found.now, found.staff) == (expected.now, expected.staff)
    for one, other in zip(found.operators.values(), expected.operators.values(), strict=True):
        assert (one.times_s, one.answered, one.missed) == (other.times_s, other.answered, other.missed)
        assert (one.probed, other.probed) == (one.answered, 0)
    assert sum(isinstance(fact, CallEnded) for fact in happened) > 10
