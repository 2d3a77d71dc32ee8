"""Every figure says how it is counted, in the variant that is in force."""

import pytest

from dashboards.definitions import FigureDefinition, definitions
from queueing.figures import FigureChoice, LeftOut, TakenIn, Transfers, WaitClock


def said(key: str, **choice: object) -> FigureDefinition:
    found = {one.key: one for one in definitions(FigureChoice(**choice).definition())}  # type: ignore[arg-type]
    return found[key]


@pytest.mark.parametrize(
    ("choice", "formula_zh", "formula_en"),
    [
        ({}, "接通量 ÷（来电量 − 仍在等待的）", "answered / (offered - still waiting)"),
        (
            {"answer_without": (LeftOut.SHORT_ABANDONS,)},
            "接通量 ÷（来电量 − 仍在等待的 − 5 秒内放弃的）",
            "answered / (offered - still waiting - abandoned within 5 s)",
        ),
        (
            {"answer_with": tuple(TakenIn), "answer_without": (LeftOut.BROKEN, LeftOut.TURNED_AWAY)},
            "接通量 ÷（来电量 + 未进线被拒的 − 因故障中断的 − 按规则转走的）",
            "answered / (offered + refused - ended by a fault - passed elsewhere by a rule)",
        ),
        (
            {"answer_without": (LeftOut.ABANDONS,)},
            "接通量 ÷（来电量 − 仍在等待的 − 放弃的）",
            "answered / (offered - still waiting - abandoned)",
        ),
    ],
)
def test_the_answer_rates_formula_is_the_one_in_force(
    choice: dict[str, object], formula_zh: str, formula_en: str
) -> None:
    found = said("answer_rate", **choice)
    assert (found.formula_zh, found.formula_en) == (formula_zh, formula_en)
    assert (found.variant_zh == "GB/T 33358-2016") is (not choice)


def test_the_rate_in_time_names_its_seconds_and_its_clock() -> None:
    found = said("within_15s_rate", within_s=20.0, clock=WaitClock.RING_ONLY)
    assert found.zh == "20 秒接通率"
    assert found.formula_zh.startswith("振铃（不含排队）不超过 20 秒即接起的")
    assert "queue without ringing" in said("asa_s", clock=WaitClock.QUEUE_ONLY).formula_en


def test_a_caller_passed_on_who_counts_again_is_said() -> None:
    assert "转接计为新来电" in said("answer_rate", transfers=Transfers.NEW_OFFER).variant_zh


def test_the_same_figures_are_defined_whatever_is_chosen() -> None:
    keys = {one.key for one in definitions(FigureChoice().definition())}
    assert keys == {one.key for one in definitions(FigureChoice(rest_s=60.0, idle_is_rest=True).definition())}
