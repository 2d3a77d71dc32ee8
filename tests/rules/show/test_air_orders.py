"""From facts to orders under any story: what is ordered leads where the board says, and again leads to the same."""

from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule

from callcenter.show.air_orders import Sound, Verb, give, orders_after, orders_again
from callcenter.show.ports import CallerJoined
from queueing.events import TransitionError
from queueing.show.board import Description, ShowBoard
from queueing.show.state import EntryState, Phase
from tests.rules.show.studio import BOTH, RULES, SECOND, joined

GONE_BY = {Verb.THANK, Verb.TO_HOTLINE, Verb.DROP}


class Telephony:
    """What a telephone exchange would do with the orders: where each caller is, and which line is taken."""

    def __init__(self) -> None:
        self.where: dict[str, str] = {}
        self.lines: dict[int, str] = {}
        self.opened = False

    def listen(self, on_signal: object) -> None:
        raise AssertionError(on_signal)

    def present(self) -> list[CallerJoined]:
        raise AssertionError("not for orders")

    def lines_up(self) -> dict[int, bool]:
        raise AssertionError("not for orders")

    def open(self, show_id: str) -> None:
        self.opened = bool(show_id)

    def block(self, blocked: bool) -> None:
        assert self.opened, f"blocked {blocked} before the show was open"

    def close(self) -> None:
        self.opened = False
        assert not self.lines, "hung up with somebody on a line"

    def screen(self, call_id: str, phone: str) -> None:
        assert not self.where[call_id].startswith("phone") or self.where[call_id] == f"phone {phone}"
        assert call_id not in self.lines.values()
        self.where[call_id] = f"phone {phone}"

    def park(self, call_id: str) -> None:
        assert call_id not in self.lines.values(), "parked while on a studio line"
        self.where[call_id] = "programme"

    def air(self, call_id: str, position: int) -> None:
        assert self.lines.get(position, call_id) == call_id, "two callers on one studio line"
        self.lines[position], self.where[call_id] = call_id, "studio"

    def off_air(self, call_id: str) -> None:
        position = next(line for line, one in self.lines.items() if one == call_id)
        del self.lines[position]
        self.where[call_id] = "programme"

    def talk_back(self, call_id: str, phone: str, on: bool) -> None:
        raise AssertionError(call_id, phone, on)

    def to_hotline(self, call_id: str) -> None:
        self._leaves(call_id)

    def thank(self, call_id: str) -> None:
        self._leaves(call_id)

    def drop(self, call_id: str) -> None:
        self._leaves(call_id)

    def _leaves(self, call_id: str) -> None:
        assert call_id not in self.lines.values(), "sent away while on a studio line"
        del self.where[call_id]

    def hang_up(self, call_id: str) -> None:
        """The caller did: the exchange knows before the board does."""
        del self.where[call_id]
        self.lines = {line: one for line, one in self.lines.items() if one != call_id}


HEARD = {
    EntryState.RINGING: "programme", EntryState.READY: "programme", EntryState.NEXT: "programme",
    EntryState.OFF_AIR: "programme", EntryState.ON_AIR: "studio",
}  # fmt: skip


class AirMachine(RuleBasedStateMachine):
    """Gives the orders of every story to an exchange that complains."""

    entries = Bundle("entries")

    def __init__(self) -> None:
        super().__init__()
        self.board, self.sound, self.exchange = ShowBoard("s1", RULES), Sound(), Telephony()
        self.now, self.count = 100.0, 0

    def attempt(self, command: Any, *args: Any, **how: Any) -> None:
        self.now += 1.0
        try:
            facts = command(self.now, *args, **how)
        except TransitionError:
            return
        for fact in facts:
            for order in orders_after(fact, self.sound):
                give(self.exchange, order)

    @rule()
    def opening(self) -> None:
        self.attempt(self.board.open, BOTH, 6.0)
        self.attempt(self.board.go_live, BOTH)

    @rule(target=entries)
    def somebody_joins(self) -> str:
        self.count += 1
        name = f"e{self.count}"
        if not self.board.refusal(joined(name).kind):
            self.exchange.where[f"C-{name}"] = "programme"
        self.attempt(lambda now: self.board.join(joined(name, now)))
        return name

    @rule(entry=entries, who=st.sampled_from([BOTH, SECOND]), take_over=st.booleans())
    def screening(self, entry: str, who: Any, take_over: bool) -> None:
        self.attempt(self.board.screen, who, entry, take_over=take_over, phone=f"8{len(who.name)}")

    @rule(entry=entries, who=st.sampled_from([BOTH, SECOND]))
    def parking(self, entry: str, who: Any) -> None:
        self.attempt(self.board.describe, who, entry, Description(address="王先生", topic="路灯不亮"))
        self.attempt(self.board.ready, who, entry)

    @rule(entry=entries, what=st.sampled_from(["choose_next", "put_on_air", "off_air", "take_next", "thank", "drop",
                                               "return_to_hotline"]))  # fmt: skip
    def moving(self, entry: str, what: str) -> None:
        self.attempt(getattr(self.board, what), BOTH, entry)

    @rule(entry=entries)
    def hanging_up(self, entry: str) -> None:
        if f"C-{entry}" in self.exchange.where:
            self.exchange.hang_up(f"C-{entry}")
            self.attempt(self.board.caller_left, entry)

    @rule()
    def signing_off(self) -> None:
        self.attempt(self.board.sign_off, BOTH)

    @invariant()
    def everybody_hears_what_the_board_says(self) -> None:
        for one in self.board.state.entries.values():
            expected = f"phone {one.phone}" if one.state is EntryState.SCREENING else HEARD.get(one.state)
            assert self.exchange.where.get(one.call_id) == expected

    @invariant()
    def the_lines_are_those_of_the_board(self) -> None:
        on_air = {one.position: one.call_id for one in self.board.state.among(EntryState.ON_AIR)}
        assert self.exchange.lines == on_air

    @invariant()
    def the_same_orders_again_change_nothing(self) -> None:
        before = (dict(self.exchange.where), dict(self.exchange.lines))
        for order in orders_again(self.board.state):
            assert order.verb not in GONE_BY
            give(self.exchange, order)
        assert (self.exchange.where, self.exchange.lines) == before
        assert bool(orders_again(self.board.state)) is (self.board.state.phase in (Phase.OPEN, Phase.LIVE))


AirMachine.TestCase.settings = settings(max_examples=80, stateful_step_count=40, deadline=None)
TestAirMachine = AirMachine.TestCase
