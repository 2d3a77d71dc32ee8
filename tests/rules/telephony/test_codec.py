"""The words on telephony.sock: what goes out comes back the same, and what is wrong is named."""

import json
from typing import get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcenter.telephony import codec
from callcenter.telephony.ports import (
    ORDERS,
    SIGNALS,
    Answer,
    LegEnd,
    LegEnded,
    Order,
    Ring,
    SetAccounts,
    Signal,
    Snapshot,
)

TEXT = st.text(st.characters(codec="utf-8"), max_size=20)
st.register_type_strategy(str, TEXT)
st.register_type_strategy(float, st.floats(allow_nan=False, allow_infinity=False))


def any_of(records: tuple[type, ...]) -> st.SearchStrategy[object]:
    """Any record of these classes, every field filled."""
    built = [
        st.builds(record, **{name: st.from_type(kind) for name, kind in get_type_hints(record).items()})
        for record in records
    ]
    return st.one_of(built)


@given(any_of(SIGNALS))
def test_a_signal_comes_back_as_it_went(signal: Signal) -> None:
    line = json.dumps(codec.encode_signal(signal))
    assert codec.decode_signal(json.loads(line)) == signal


@given(any_of(ORDERS))
def test_an_order_comes_back_as_it_went(order: Order) -> None:
    line = json.dumps(codec.encode_order(order))
    assert codec.decode_order(json.loads(line)) == order


@given(any_of((Snapshot,)))
def test_a_snapshot_comes_back_as_it_went(snapshot: Snapshot) -> None:
    line = json.dumps(codec.encode_snapshot(snapshot))
    assert codec.decode_snapshot(json.loads(line)) == snapshot


def test_the_wire_form_is_the_documented_one() -> None:
    found = codec.encode_signal(LegEnded(leg_id="l1", why=LegEnd.BUSY, sip_code=486))
    assert found == {
        "type": "leg_ended",
        "leg_id": "l1",
        "why": "busy",
        "sip_code": 486,
        "packets_in": 0,
        "packets_out": 0,
        "lost_in": 0,
        "reason": "",
    }


def test_fields_with_defaults_may_be_left_out_and_foreign_keys_are_left_alone() -> None:
    found = codec.decode_order({"op": "order", "type": "answer", "leg_id": "l1", "call_id": "c1", "new": 1})
    assert found == Answer(leg_id="l1", call_id="c1")


def test_a_whole_number_of_seconds_is_a_number() -> None:
    found = codec.decode_order(
        {
            "type": "ring",
            "leg_id": "l",
            "call_id": "c",
            "account": "601",
            "show_number": "1",
            "ring_s": 5,
        }
    )
    assert found == Ring(leg_id="l", call_id="c", account="601", show_number="1", ring_s=5.0)


@pytest.mark.parametrize(
    ("found", "where"),
    [
        ({"type": "dance"}, "order.type"),
        ({}, "order.type"),
        ({"type": ["ring"]}, "order.type"),
        ({"type": "hang_up"}, "hang_up.leg_id"),
        ({"type": "hang_up", "leg_id": 7}, "hang_up.leg_id"),
        ({"type": "reject", "leg_id": "l", "sip_code": True}, "reject.sip_code"),
        ({"type": "play", "leg_id": "l", "prompts": "music"}, "play.prompts"),
        ({"type": "play", "leg_id": "l", "prompts": ["music", 1]}, "play.prompts[1]"),
        ({"type": "set_accounts", "accounts": [{"number": "601"}]}, "set_accounts.accounts[0].ha1"),
        ({"type": "set_accounts", "accounts": ["601"]}, "set_accounts.accounts[0]"),
    ],
)
def test_a_wrong_order_is_named_where_it_is_wrong(found: dict[str, object], where: str) -> None:
    with pytest.raises(codec.CodecError) as error:
        codec.decode_order(found)
    assert error.value.where == where
    assert error.value.expected
    assert where in str(error.value)


def test_an_unknown_enum_value_lists_the_known_ones() -> None:
    with pytest.raises(codec.CodecError, match="remote_hangup"):
        codec.decode_signal({"type": "leg_ended", "leg_id": "l", "why": "bored"})


def test_an_error_repeats_at_most_200_characters() -> None:
    with pytest.raises(codec.CodecError) as error:
        codec.decode_order({"type": "hang_up", "leg_id": ["x" * 5000]})
    assert len(error.value.found) == codec.FOUND_CHARACTERS


def test_accounts_keep_their_secret_out_of_repr() -> None:
    found = codec.decode_order({"type": "set_accounts", "accounts": [{"number": "601", "ha1": "s3cr3t"}]})
    assert isinstance(found, SetAccounts)
    assert "s3cr3t" not in repr(found)
