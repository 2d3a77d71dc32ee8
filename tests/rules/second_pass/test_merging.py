"""What a second hearing may do to a draft: follow what was heard, touch nothing a person fixed, and be undone."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from callcenter.second_pass.merging import (
    Drafted,
    Kept,
    back_again,
    change_from_json,
    drafted_from_json,
    heard_again,
)
from callcenter.store.ticket import Ticket, TicketField, TicketStatus

AT = datetime(2026, 11, 22, tzinfo=UTC)
NAMES = ("place", "title", "content", "contact_name")
VALUES = st.sampled_from(["凤凰新村", "奉还新村", "阳光小区", "路灯坏了"])
FIELDS = st.dictionaries(
    st.sampled_from(NAMES), st.builds(lambda value, rule: TicketField(value=value, rule=rule), VALUES, st.just("rule"))
)


def ticket(fields: dict[str, TicketField], status: TicketStatus = TicketStatus.DRAFT) -> Ticket:
    return Ticket(
        ticket_id="t",
        call_id="c",
        number=None,
        status=status,
        version=3,
        created_at=AT,
        updated_at=AT,
        registered_at=None,
        fields=fields,
        draft_fields=fields,
    )


def drafted(fields: dict[str, TicketField]) -> Drafted:
    return Drafted(fields=fields, suggestions={})


def one(value: str, *, locked: bool = False, rule: str = "gazetteer") -> TicketField:
    return TicketField(value=value, rule=rule, locked=locked)


def test_a_field_that_was_heard_otherwise_follows_and_says_so() -> None:
    known = ticket({"place": one("奉还新村")})
    after, changes = heard_again(known, drafted(dict(known.fields)), drafted({"place": one("凤凰新村")}))
    assert after.fields["place"].value == "凤凰新村"
    assert [(c.name, c.before and c.before.value, c.after and c.after.value, c.kept) for c in changes] == [
        ("place", "奉还新村", "凤凰新村", Kept.NO)
    ]


def test_a_field_the_operator_fixed_stays_and_what_was_heard_is_told() -> None:
    known = ticket({"place": one("凤凰新区", locked=True)})
    before, after = drafted({"place": one("奉还新村")}), drafted({"place": one("凤凰新村")})
    left, changes = heard_again(known, before, after)
    assert left.fields == known.fields
    assert [change.kept for change in changes] == [Kept.EDITED]


def test_what_is_registered_stays_whole() -> None:
    known = ticket({"place": one("奉还新村")}, TicketStatus.REGISTERED)
    left, changes = heard_again(known, drafted(dict(known.fields)), drafted({"place": one("凤凰新村")}))
    assert left == known
    assert [change.kept for change in changes] == [Kept.REGISTERED]


def test_words_of_the_language_model_stay_where_nothing_was_heard_otherwise() -> None:
    known = ticket({"title": one("小区停水三日", rule="language_model"), "channel": one("留言", rule="voicemail")})
    same = drafted({"title": one("停水3天了")})
    left, changes = heard_again(known, same, same)
    assert (dict(left.fields), changes) == (dict(known.fields), ())


def test_a_value_nobody_says_any_more_goes() -> None:
    known = ticket({"place": one("奉还新村")})
    after, changes = heard_again(known, drafted(dict(known.fields)), drafted({}))
    assert dict(after.fields) == {}
    assert changes[0].after is None
    assert change_from_json(changes[0].to_json()) == changes[0]


@given(FIELDS, FIELDS, FIELDS, st.sets(st.sampled_from(NAMES)))
def test_nothing_a_person_fixed_is_ever_changed_and_going_back_is_exact(
    now: dict[str, TicketField],
    live: dict[str, TicketField],
    again: dict[str, TicketField],
    locked: set[str],
) -> None:
    fields = {name: TicketField(value=f.value, rule=f.rule, locked=name in locked) for name, f in now.items()}
    known = ticket(fields)
    after, changes = heard_again(known, drafted(live), drafted(again))
    for name, value in fields.items():
        if value.locked:
            assert after.fields[name] == value
    assert len({change.name for change in changes}) == len(changes)
    for change in changes:
        assert change_from_json(change.to_json()) == change
        if change.kept is Kept.NO:
            assert (after.fields.get(change.name), known.fields.get(change.name)) == (change.after, change.before)
    former = Drafted(fields=known.fields, suggestions=known.suggestions)
    assert drafted_from_json(former.to_json()) == former
    assert back_again(after, former, known.draft_fields) == known
