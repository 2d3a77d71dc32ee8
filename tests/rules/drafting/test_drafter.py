"""The draft of a whole call: evidence for every filled value, no exception on any input, locks respected, quick."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from callcenter.drafting import (
    Draft,
    Drafter,
    FieldCandidate,
    FieldName,
    Knowledge,
    Role,
    best_fields,
    merge,
    utterance_from,
)
from tests.rules.drafting.speaking import BEGAN, draft_of, said

WORDS = st.sampled_from(
    [
        *(
            "我要投诉",
            "和平小区",
            "人民路",
            "和",
            "幺三六",
            "零一五零",
            "六九零八",
            "不对",
            "三栋二单元",
            "五零一",
            "昨天晚上",
        ),
        *(
            "十点半",
            "煤气味",
            "我姓王",
            "耳东陈",
            "保密",
            "[unk]",
            "听不清",
            "呃",
            "那个",
            "O:",
            "wechat",
            "ABC123",
            "□",
        ),
        *(" ", "１３８", "最后四位是", "三个八", "停水三天了", "一两年"),
    ]
)
TURNS = st.lists(st.one_of(st.lists(WORDS, max_size=12).map("".join), st.text(max_size=30)), max_size=8)


def check(draft: Draft, texts: dict[str, str]) -> None:
    for candidates in draft.fields.values():
        assert [one.confidence for one in candidates] == sorted((one.confidence for one in candidates), reverse=True)
        for one in candidates:
            assert 0 <= one.confidence <= 1
            assert one.spans or one.confidence < 0.5
            for span in one.spans:
                assert 0 <= span.start < span.end <= len(texts[span.utterance_id])
                assert span.start_ms <= span.end_ms


@settings(max_examples=150, deadline=None)
@given(turns=TURNS, confidence=st.floats(0, 1))
def test_no_call_breaks_it_and_every_filled_value_has_its_evidence(
    knowledge: Knowledge, turns: list[str], confidence: float
) -> None:
    drafter = Drafter(knowledge, BEGAN)
    texts: dict[str, str] = {}
    for turn, text in enumerate(turns):
        utterance = said(text, turn, confidence)
        texts[utterance.utterance_id] = utterance.text
        check(drafter.update(utterance), texts)


@settings(max_examples=60, deadline=None)
@given(turns=TURNS)
def test_asking_for_the_draft_in_between_changes_nothing(knowledge: Knowledge, turns: list[str]) -> None:
    once, often = Drafter(knowledge, BEGAN), Drafter(knowledge, BEGAN)
    for turn, text in enumerate(turns):
        often.update(said(text, turn))
        often.draft()
    assert once.update_all(said(text, turn) for turn, text in enumerate(turns)) == often.draft()


@settings(max_examples=60, deadline=None)
@given(
    turns=st.lists(st.lists(WORDS, max_size=12).map(lambda parts: "O:" + "".join(parts).replace("O:", "")), max_size=5)
)
def test_the_operator_alone_fills_nothing(knowledge: Knowledge, turns: list[str]) -> None:
    draft = draft_of(Drafter(knowledge, BEGAN), *turns)
    assert best_fields(draft) == {}


def test_a_number_the_operator_gives_is_not_the_callers(drafter: Drafter) -> None:
    assert draft_of(drafter, "O:供水公司的电话是一三六零一五零六九零八").top(FieldName.CONTACT_PHONE) is None


def test_a_number_goes_on_after_a_breath_but_not_after_a_minute(knowledge: Knowledge) -> None:
    for turn, expected in ((1, "13601506908"), (15, None)):
        drafter = Drafter(knowledge, BEGAN)
        drafter.update(said("一三六零一五零", 0))
        filled = best_fields(drafter.update(said("六九零八", turn)))
        assert (filled["contact_phone"].value if "contact_phone" in filled else None) == expected


def test_an_empty_call_has_only_the_anonymous_default(drafter: Drafter) -> None:
    draft = drafter.draft()
    assert set(draft.fields) == {FieldName.CONTACT_NAME}
    assert best_fields(draft) == {}


def test_a_call_in_which_nothing_was_understood_fills_nothing(drafter: Drafter) -> None:
    filled = best_fields(draft_of(drafter, "[unk] [unk]", "听不清", ""))
    assert set(filled) <= {"content", "summary", "title"}


def test_a_rant_of_ten_thousand_characters_is_drafted(drafter: Drafter) -> None:
    rant = ("我要投诉和平小区物业乱收费没人管电话幺三六零一五零六九零八" * 400)[:10_000]
    filled = best_fields(drafter.update(said(rant)))
    assert filled["appeal_kind"].value == "投诉"
    assert filled["place"].value.startswith("和平小区")


def test_the_hundredth_utterance_costs_no_more_than_50_ms(knowledge: Knowledge) -> None:
    """The bench measures the real figures; this guards against cost that grows with the call."""
    drafter = Drafter(knowledge, BEGAN)
    text = "我们和平小区三栋的电梯从昨天晚上开始又坏了物业说没有钱修你们能不能帮忙协调一下"
    costs = []
    for turn in range(200):
        before = time.process_time()
        drafter.update(said(text, turn))
        costs.append(time.process_time() - before)
    assert sorted(costs[100:])[50] < 0.050


def candidate(value: str, confidence: float = 0.9) -> FieldCandidate:
    return FieldCandidate(value=value, display=value, confidence=confidence, rule="test")


def test_merge_keeps_locked_fields_and_follows_the_draft_in_the_rest() -> None:
    draft = Draft(fields={FieldName.PLACE: (candidate("和平小区"),), FieldName.TITLE: (candidate("停水"),)})
    current = {"place": candidate("阳光小区"), "title": candidate("停电"), "unit": candidate("城管局")}
    merged = merge(draft, {"place"}, current)
    assert {name: one.value for name, one in merged.items()} == {"place": "阳光小区", "title": "停水"}


def test_merge_keeps_a_locked_field_the_draft_does_not_know() -> None:
    assert merge(Draft(), {"place"}, {"place": candidate("阳光小区")})["place"].value == "阳光小区"


def test_a_field_locked_empty_stays_empty() -> None:
    draft = Draft(fields={FieldName.PLACE: (candidate("和平小区"),)})
    assert merge(draft, {"place"}, {}) == {}


def test_best_fields_leaves_chips_out_unless_asked() -> None:
    draft = Draft(fields={FieldName.PLACE: (candidate("和平小区", 0.4),)})
    assert best_fields(draft) == {}
    assert best_fields(draft, at_least=0.0)["place"].value == "和平小区"


def test_utterances_are_read_from_the_services_records() -> None:
    record = {
        "utterance_id": "u1", "role": "caller", "start_ms": 5, "end_ms": 9, "text": "停水",
        "words": [{"text": "停水", "start_ms": 5, "end_ms": 9, "confidence": 0.8}],
    }  # fmt: skip
    utterance = utterance_from(record)
    assert utterance.role is Role.CALLER
    assert utterance.words[0].confidence == 0.8


def test_a_record_without_a_key_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="expected key 'role'"):
        utterance_from({"utterance_id": "u1"})
