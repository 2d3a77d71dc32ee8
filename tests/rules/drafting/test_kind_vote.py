"""The vote on the kind of appeal: shares of one, monotone in both voices, nothing without evidence filled in."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from callcenter.drafting.appeal import PASSING, SAID
from callcenter.drafting.draft import AMBER_FROM, Band, FieldCandidate, Span
from callcenter.drafting.kind_vote import MOST, Signs, voted

KINDS = ("咨询", "求助", "投诉")
SPAN = Span(utterance_id="u", start=0, end=2, start_ms=0, end_ms=400)
CHANCES = st.lists(st.floats(0.01, 1.0), min_size=3, max_size=3).map(
    lambda parts: {kind: part / sum(parts) for kind, part in zip(KINDS, parts, strict=True)}
)
SCORES = st.dictionaries(st.sampled_from(KINDS), st.floats(0.0, 10.0))


def candidate(kind: str, *, spoken: bool = True) -> FieldCandidate:
    return FieldCandidate(
        value=kind, display=kind, confidence=0.5, rule="learned.appeal_kind", spans=(SPAN,) if spoken else ()
    )


def signs(scores: dict[str, float]) -> Signs:
    return Signs(found=(), scores=scores)


def in_passing(kind: str) -> Signs:
    said = replace(candidate(kind), confidence=0.93, rule=PASSING)
    return Signs(found=(said,), scores={kind: 15.0})


@given(CHANCES, SCORES)
def test_all_kinds_are_ranked_and_none_is_green(chances: dict[str, float], scores: dict[str, float]) -> None:
    found = voted(signs(scores), [candidate(kind) for kind in KINDS], chances)
    assert {one.value for one in found} == set(KINDS)
    assert all(one.confidence <= MOST for one in found)
    assert [one.confidence for one in found] == sorted((one.confidence for one in found), reverse=True)


@given(CHANCES, SCORES, st.sampled_from(KINDS))
def test_a_sign_more_never_lowers_its_kind(chances: dict[str, float], scores: dict[str, float], kind: str) -> None:
    def share(of: dict[str, float]) -> float:
        found = voted(signs(of), [candidate(one) for one in KINDS], chances)
        return next(one.confidence for one in found if one.value == kind)

    assert share({**scores, kind: scores.get(kind, 0.0) + 1.0}) >= share(scores)


def test_without_evidence_a_kind_is_offered_not_filled_in() -> None:
    found = voted(signs({}), [candidate("求助", spoken=False)], {"求助": 0.99})
    assert found[0].confidence < AMBER_FROM


def test_strong_signs_turn_an_undecided_classifier() -> None:
    chances = {"求助": 0.45, "投诉": 0.40}
    both = [candidate("求助"), candidate("投诉")]
    assert voted(signs({}), both, chances)[0].value == "求助"
    assert voted(signs({"投诉": 3.0}), both, chances)[0].value == "投诉"


def test_of_two_kinds_the_caller_named_the_call_decides() -> None:
    thanked = in_passing("咨询")
    reproach = replace(candidate("投诉"), rule=SAID)
    both = Signs(found=(*thanked.found, reproach), scores={"咨询": 21.0, "投诉": 18.0})
    found = voted(both, [candidate(kind) for kind in KINDS], {"投诉": 0.6, "求助": 0.3, "咨询": 0.1})
    assert found[0].value == "投诉"


@given(CHANCES, st.sampled_from(KINDS))
def test_a_word_said_in_passing_never_lowers_its_kind(chances: dict[str, float], kind: str) -> None:
    def share(side: Signs) -> float:
        found = voted(side, [candidate(one) for one in KINDS], chances)
        return next(one.confidence for one in found if one.value == kind)

    assert share(in_passing(kind)) >= share(signs({}))


def test_a_word_that_may_be_said_in_passing_is_green_where_the_call_does_not_speak_against_it() -> None:
    found = voted(in_passing("投诉"), [candidate(kind) for kind in KINDS], {"求助": 0.7, "投诉": 0.3})
    assert [(one.value, one.rule, one.band) for one in found] == [("投诉", PASSING, Band.GREEN)]


def test_a_word_said_in_passing_is_only_offered_where_the_whole_call_speaks_against_it() -> None:
    found = voted(in_passing("投诉"), [candidate(kind) for kind in KINDS], {"求助": 0.97, "咨询": 0.02, "投诉": 0.01})
    assert found[0].value == "求助"
    assert all(one.band is not Band.GREEN for one in found)
    assert "投诉" in {one.value for one in found}
