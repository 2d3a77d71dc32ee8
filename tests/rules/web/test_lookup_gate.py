"""Progress look-ups: wrong codes are what is limited; right ones get through, except where everybody guesses."""

from callcenter.web.lookup_gate import PER_CODE, PER_PLACE, WRONG_OF_ALL, WRONG_OF_PLACE, LookupGate


def test_a_right_code_gets_through_where_others_typed_wrong_ones() -> None:
    gate = LookupGate()
    waits = [gate.wrong_s("a", 0.0) for _ in range(WRONG_OF_PLACE + 5)]
    assert waits == [0.0] * WRONG_OF_PLACE + [60.0] * 5
    assert gate.before_s("a", 1.0) == 0.0
    assert gate.right_s("CODE", 1.0) == 0.0


def test_while_the_whole_service_is_guessed_at_only_places_that_guess_wait() -> None:
    gate = LookupGate()
    for n in range(WRONG_OF_ALL):
        assert gate.wrong_s(f"p{n // WRONG_OF_PLACE}", 0.0) == 0.0
    assert gate.before_s("p0", 1.0) > 0.0, "it spent its own: right or wrong it learns nothing more"
    assert gate.before_s("elsewhere", 1.0) == 0.0
    assert gate.before_s("p0", 60.0) == 0.0, "a minute later it is over"


def test_a_flood_from_one_place_is_put_off_and_no_other_place_is() -> None:
    gate = LookupGate()
    assert [gate.before_s("a", 0.0) for _ in range(PER_PLACE + 1)] == [0.0] * PER_PLACE + [60.0]
    assert gate.before_s("b", 0.0) == 0.0


def test_one_code_is_answered_so_often_and_no_more() -> None:
    gate = LookupGate()
    assert [gate.right_s("CODE", 0.0) for _ in range(PER_CODE + 1)] == [0.0] * PER_CODE + [60.0]
    assert gate.right_s("OTHER", 0.0) == 0.0
