"""What is left of a number when it may not be seen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcenter.masking import mask_number, mask_numbers_in, mask_value


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("13800000000", "138****0000"),
        ("+8613800000000", "+86138****0000"),
        ("051985588230", "051****8230"),
        ("85588230", "****30"),
        ("8001", "****"),
        ("", ""),
    ],
)
def test_a_number_keeps_three_and_four_digits_at_most(number: str, shown: str) -> None:
    assert mask_number(number) == shown


@given(st.text("0123456789", min_size=11, max_size=15))
def test_no_full_number_survives_in_a_sentence(number: str) -> None:
    """Whatever the digits, a sentence of others loses them."""
    assert number not in mask_numbers_in(f"来电{number}已接。")


@pytest.mark.parametrize("text", ["listening on 127.0.0.1:5060", "took 1763700000.123 s", "call 20261121-00001 ok"])
def test_times_addresses_and_ticket_numbers_are_left_alone(text: str) -> None:
    assert mask_numbers_in(text) == text


@given(
    st.recursive(
        st.text() | st.integers() | st.none(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
    )
)
def test_masking_never_fails(value: object) -> None:
    mask_value(value)
