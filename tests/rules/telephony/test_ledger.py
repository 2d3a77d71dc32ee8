"""The link's memory: numbers rise by one, nothing unacknowledged is lost below the bound."""

from callcenter.telephony.ledger import MAX_KEPT, Ledger


def test_numbers_rise_by_one_from_one_and_are_kept_until_acknowledged() -> None:
    ledger = Ledger()
    assert ledger.first_seq == 1
    for number in range(5):
        assert ledger.add({"type": "x"}, float(number)).seq == number + 1
    ledger.acknowledge(3)
    assert (ledger.first_seq, [kept.seq for kept in ledger.after(0)]) == (4, [4, 5])
    assert [kept.seq for kept in ledger.after(4)] == [5]
    ledger.acknowledge(99)
    assert ledger.first_seq == 6


def test_a_message_says_what_and_when() -> None:
    kept = Ledger().add({"type": "held", "leg_id": "a"}, 12.5)
    assert kept.message() == {"op": "event", "seq": 1, "at": 12.5, "type": "held", "leg_id": "a"}


def test_beyond_the_bound_the_oldest_go() -> None:
    ledger = Ledger()
    for _ in range(MAX_KEPT + 10):
        ledger.add({}, 0.0)
    assert ledger.first_seq == 11
    assert len(ledger.after(0)) == MAX_KEPT
