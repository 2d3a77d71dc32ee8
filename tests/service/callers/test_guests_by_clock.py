"""A leader's session by the clock: the guest joins at its beginning, leaves at its end, and is followed in between."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from callcenter.duty.guests import GuestPorts, Guests
from callcenter.live import Live, LivePorts
from callcenter.store.guest_sessions import GuestSessions
from callcenter.store.stores import open_stores
from callcenter.store.transcripts import SavedUtterance
from callcenter.telephony.simulated import SimulatedPhone
from callcenter.web.ports import CallNews, DeskNews, FinalNews, OperatorNews
from dashboards.directory import Directory
from dashboards.projections import Board
from queueing.desk.state import OperatorProfile
from queueing.events import CallInSession, OperatorStatus, Party, SessionBegan, SessionEnded, StatusChanged
from queueing.staff.sessions import GUEST_SKILL, Session
from tests.service.desk.stage import QUEUES, Stage

ASSISTANT, GUEST = "8001", "9001"
BEGINS_S, LASTS_S = 600.0, 3600.0


class Room:
    """A desk at which 8001 is on break and leader 9001 has a phone; a session is planned for them."""

    def __init__(self, store: GuestSessions) -> None:
        self.stage = stage = Stage(ASSISTANT)
        self.store = store
        self.guests = Guests(self._guest_ports())
        self.live = Live(self._live_ports(), QUEUES)
        self.news: list[DeskNews] = []
        stage.listeners += [self.live.take_fact, self.guests.take_fact]
        self.give()
        stage.line.add_phone(SimulatedPhone(account=GUEST, answer_s=1.0))
        stage.wait(0.01)
        stage.service.set_status(ASSISTANT, OperatorStatus.ON_BREAK, "rest")
        self.live.listen(ASSISTANT, self.news.append)

    def _guest_ports(self) -> GuestPorts:
        stage = self.stage
        return GuestPorts(
            store=self.store,
            timers=stage.timers,
            publish=stage.publish,
            set_status=stage.service.set_status,
            reachable=lambda who: stage.desk.state.operators[who].reachable,
            on_change=self.give,
        )

    def restart(self) -> None:
        """Begin anew from the ledger, as at start: facts first, then the staff list, then the store."""
        self.guests = Guests(self._guest_ports())
        for fact in self.stage.facts:
            self.guests.remember(fact)
        self.give()

    def _live_ports(self) -> LivePorts:
        stage = self.stage
        board = Board(ZoneInfo("Asia/Shanghai"), Directory(), began=stage.timers.now())
        return LivePorts(
            desk=stage.desk,
            service=stage.service,
            figures=board.figures,
            timers=stage.timers,
            publish=stage.publish,
            operator_name=lambda number: number,
            followed_by=self.guests.followed_by,
            follower_of=self.guests.assistant_of,
        )

    def give(self) -> None:
        """Tell the desk who may take which calls now, as the staff list does."""
        guest = OperatorProfile(operator_id=GUEST, skills=frozenset({GUEST_SKILL}))
        known = [OperatorProfile(operator_id=ASSISTANT), guest]
        self.stage.service.set_operators([self.guests.profile(one) for one in known])

    async def plan(self, **changes: object) -> Session:
        """Save the session, begun in ten minutes and an hour long unless changed."""
        now = self.stage.timers.now()
        session = Session(
            session_id="s1", leader="王局长", unit="住建局", guest_id=GUEST, assistant_id=ASSISTANT,
            queues=("hotline",), starts_at=now + BEGINS_S, ends_at=now + BEGINS_S + LASTS_S,
        )  # fmt: skip
        session = replace(session, **changes)  # type: ignore[arg-type]
        await self.store.save(session, "lin")
        await self.guests.refresh()
        return session

    def statuses(self) -> list[tuple[OperatorStatus, Party]]:
        """What the guest's status was set to, and by whom."""
        return [(f.status, f.by) for f in self.stage.facts if isinstance(f, StatusChanged) and f.operator_id == GUEST]

    def told(self, kind: type[object]) -> list[tuple[float, str]]:
        """When sessions began or ended, and why."""
        return [(f.at, getattr(f, "reason", "")) for f in self.stage.facts if isinstance(f, kind)]


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with open_stores(f"sqlite:///{tmp_path}/desk.db", tmp_path) as stores:
        yield Room(stores.guest_sessions)


async def test_a_guest_takes_calls_between_the_beginning_and_the_end_and_at_no_other_time(room: Room) -> None:
    session = await room.plan()
    leg = room.stage.dial()
    room.stage.wait(BEGINS_S - 10.0)
    assert (room.stage.line.ringing_at(GUEST), room.statuses()) == ("", [])
    room.stage.line.hang_up(leg)
    room.stage.wait(10.0)
    assert (room.told(SessionBegan), room.statuses()) == (
        [(session.starts_at, "")],
        [(OperatorStatus.READY, Party.SYSTEM)],
    )
    leg = room.stage.dial(caller="13900000002")
    room.stage.wait(2.0)
    assert room.stage.line.peer(leg) == room.stage.operator_leg(GUEST)
    (mark,) = [fact for fact in room.stage.facts if isinstance(fact, CallInSession)]
    assert (mark.session_id, mark.operator_id) == ("s1", GUEST)
    room.stage.line.hang_up(leg)
    room.stage.wait(LASTS_S)
    assert (room.told(SessionEnded), room.statuses()[-1]) == (
        [(session.ends_at, "over")],
        (OperatorStatus.SIGNED_OUT, Party.SYSTEM),
    )
    room.stage.dial(caller="13900000003")
    room.stage.wait(5.0)
    assert room.stage.line.ringing_at(GUEST) == ""


async def test_a_conversation_goes_on_past_the_sessions_end(room: Room) -> None:
    await room.plan()
    room.stage.wait(BEGINS_S + LASTS_S - 5.0)
    leg = room.stage.dial()
    room.stage.wait(10.0)
    assert len(room.told(SessionEnded)) == 1
    assert room.stage.line.peer(leg) == room.stage.operator_leg(GUEST)


async def test_a_phone_that_comes_late_lets_its_guest_in_then(room: Room) -> None:
    room.stage.line.remove_phone(GUEST)
    await room.plan()
    room.stage.wait(BEGINS_S + 60.0)
    assert room.statuses() == []
    room.stage.line.add_phone(SimulatedPhone(account=GUEST))
    room.stage.wait(0.1)
    assert room.statuses() == [(OperatorStatus.READY, Party.SYSTEM)]


async def test_a_running_session_given_other_queues_serves_those_at_once(room: Room) -> None:
    session = await room.plan()
    room.stage.wait(BEGINS_S + 60.0)
    await room.store.save(replace(session, queues=("show",)), "lin")
    await room.guests.refresh()
    assert room.stage.desk.state.operators[GUEST].profile.queues == {"show"}


async def test_after_a_restart_within_a_session_the_guest_serves_its_queues_only(room: Room) -> None:
    """The ledger knows that it began, the store which queues."""
    await room.plan(queues=("show",))
    room.stage.wait(BEGINS_S + 60.0)
    room.restart()
    await room.guests.refresh()
    assert room.stage.desk.state.operators[GUEST].profile.queues == {"show"}
    assert len(room.told(SessionBegan)) == 1


async def test_a_cancelled_session_ends_at_once_and_says_so(room: Room) -> None:
    await room.plan()
    room.stage.wait(BEGINS_S + 60.0)
    await room.store.cancel("s1")
    await room.guests.refresh()
    assert room.told(SessionEnded) == [(room.stage.timers.now(), "cancelled")]
    assert room.stage.desk.state.operators[GUEST].status is OperatorStatus.SIGNED_OUT


async def test_the_assistants_screen_follows_the_guests_call_and_words(room: Room) -> None:
    """From ringing to talking; after the session no longer."""
    await room.plan()
    room.stage.wait(BEGINS_S + 1.0)
    room.news.clear()
    leg = room.stage.dial(caller="13900000002")
    room.stage.wait(2.0)
    shown = [one.call for one in room.news if isinstance(one, CallNews) and one.call]
    assert {one.followed for one in shown} == {GUEST}
    assert [state for state in ("offered", "talking") if state in [one.state for one in shown]] == [
        "offered",
        "talking",
    ]
    call = room.live.call_of(ASSISTANT)
    assert call is not None
    assert (call.caller_number, call.followed) == ("13900000002", GUEST)
    said = SavedUtterance(
        utterance_id="u1", call_id=call.call_id, leg_id="l", role="caller", start_ms=0, end_ms=900, text="路灯坏了",
        words=(),
    )  # fmt: skip
    room.live.show_utterance(said)
    assert [one.utterance.text for one in room.news if isinstance(one, FinalNews)] == ["路灯坏了"]
    assert not any(isinstance(one, OperatorNews) and one.operator.operator_id == GUEST for one in room.news)
    room.stage.line.hang_up(leg)
    room.stage.wait(LASTS_S)
    assert room.live.call_of(ASSISTANT) is None


async def test_an_assistants_own_call_is_shown_before_the_guests(room: Room) -> None:
    await room.plan()
    room.stage.wait(BEGINS_S + 1.0)
    room.stage.dial(caller="13900000002")
    room.stage.wait(2.0)
    room.stage.service.set_status(ASSISTANT, OperatorStatus.READY)
    room.stage.dial(caller="13900000004")
    room.stage.wait(4.0)
    call = room.live.call_of(ASSISTANT)
    assert call is not None
    assert (call.caller_number, call.followed) == ("13900000004", "")
