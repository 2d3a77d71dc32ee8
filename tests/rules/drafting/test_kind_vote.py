"""The vote on the kind of appeal: shares of one, monotone in both voices, nothing without evidence filled in."""

from hypothesis import given
from hypothesis import strategies as st

from callcenter.drafting.draft import AMBER_FROM, FieldCandidate, Span
from callcenter.drafting.kind_vote import MOST, voted

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


@given(CHANCES, SCORES)
def test_all_kinds_are_ranked_and_none_is_green(chances: dict[str, float], scores: dict[str, float]) -> None:
    found = voted((), [candidate(kind) for kind in KINDS], chances, scores)
    assert {one.value for one in found} == set(KINDS)
    assert all(one.confidence <= MOST for one in found)
    assert [one.confidence for one in found] == sorted((one.confidence for one in found), reverse=True)


@given(CHANCES, SCORES, st.sampled_from(KINDS))
def test_a_sign_more_never_lowers_its_kind(chances: dict[str, float], scores: dict[str, float], kind: str) -> None:
    def share(of: dict[str, float]) -> float:
        found = voted((), [candidate(one) for one in KINDS], chances, of)
        return next(one.confidence for one in found if one.value == kind)

    assert share({**scores, kind: scores.get(kind, 0.0) + 1.0}) >= share(scores)


def test_without_evidence_a_kind_is_offered_not_filled_in() -> None:
    found = voted((), [candidate("求助", spoken=False)], {"求助": 0.99}, {})
    assert found[0].confidence < AMBER_FROM


def test_strong_signs_turn_an_undecided_classifier() -> None:
    chances = {"求助": 0.45, "投诉": 0.40}
    both = [candidate("求助"), candidate("投诉")]
    assert voted((), both, chances, {})[0].value == "求助"
    assert voted((), both, chances, {"投诉": 3.0})[0].value == "投诉"
