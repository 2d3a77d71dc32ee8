"""Which words differ between two versions: nothing missed, nothing invented, each with its sound."""

from hypothesis import given
from hypothesis import strategies as st

from callcenter.second_pass.comparing import differences
from callcenter.store.utterance import SavedUtterance

TEXTS = st.lists(st.text("凤凰奉还新村停水了", min_size=1, max_size=6), max_size=4)


def said(prefix: str, texts: list[str], role: str = "caller") -> list[SavedUtterance]:
    return [
        SavedUtterance(
            utterance_id=f"{prefix}{at}",
            call_id="c",
            leg_id="l",
            role=role,
            start_ms=at * 1000,
            end_ms=at * 1000 + 900,
            text=text,
        )
        for at, text in enumerate(texts)
    ]


def test_a_name_heard_otherwise_is_told_with_its_places_and_its_sound() -> None:
    (one,) = differences(said("a", ["奉还新村停水了"]), said("b", ["凤凰新村停水了"]))
    assert (one.before, one.after, one.role) == ("奉还", "凤凰", "caller")
    assert [(s.utterance_id, s.start, s.end) for s in one.former] == [("a0", 0, 2)]
    assert [(s.utterance_id, s.start, s.end) for s in one.latter] == [("b0", 0, 2)]
    assert 0 <= one.start_ms < one.end_ms <= 900


def test_speakers_are_compared_with_themselves_only() -> None:
    former = [*said("a", ["停水了"]), *said("o", ["停水"], "operator")]
    assert differences(former, former) == []
    (gone,) = differences(former, said("b", ["停水了"]))
    assert (gone.role, gone.before, gone.after) == ("operator", "停水", "")


@given(TEXTS, TEXTS)
def test_what_is_told_leads_from_one_version_to_the_other(before: list[str], after: list[str]) -> None:
    former, latter = said("a", before), said("b", after)
    found = differences(former, latter)
    texts = {one.utterance_id: one.text for one in (*former, *latter)}
    for one in found:
        assert one.before != one.after
        assert "".join(texts[s.utterance_id][s.start : s.end] for s in one.former) == one.before
        assert "".join(texts[s.utterance_id][s.start : s.end] for s in one.latter) == one.after
    lost, won = (sum(len(side) for side in sides) for sides in ([d.before for d in found], [d.after for d in found]))
    assert len("".join(before)) - lost == len("".join(after)) - won, "what is not told is the same in both"
