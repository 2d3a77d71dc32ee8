"""Conversations over HTTP: on the real desk, by whom it may be done, and what is written into the audit."""

import pytest

from callcenter.store.identity import Role
from callcenter.telephony.simulated import SimulatedPhone
from queueing.events import AssistanceAsked, CallState, LineState, OperatorStatus, WrapUpExtended
from tests.service.web.stage import Stage, say

NUMBER = "02088886666"


@pytest.fixture
async def call(stage: Stage) -> str:
    """8001 talks with a citizen; 8002 has a phone and is on break; a department can be called. Gives the call's id."""
    floor = stage.floor
    floor.operators = ("8001", "8002")
    floor.service.set_operators(floor.profiles("8001", "8002"))
    for one in floor.operators:
        floor.line.add_phone(SimulatedPhone(account=one))
    floor.line.add_outside(SimulatedPhone(account=NUMBER, answer_s=1.0))
    floor.wait(0.01)
    floor.service.set_status("8001", OperatorStatus.READY)
    floor.dial()
    floor.wait(5.0)
    (call_id,) = floor.desk.state.calls
    assert floor.desk.state.calls[call_id].operator_id == "8001"
    stage.desk.talk("8001", call_id)
    return call_id


async def act(stage: Stage, call: str, what: str, status: int = 204, **body: object) -> dict[str, object]:
    return dict(await say(await stage.ask("POST", f"/api/v1/calls/{call}/{what}", json=body), status) or {})


async def test_an_operator_consults_joins_and_leaves_the_caller_with_the_department(stage: Stage, call: str) -> None:
    await stage.sign_in()
    await act(stage, call, "guests", to=NUMBER, name="城管局")
    stage.floor.wait(3.0)
    await act(stage, call, "three-way")
    live = stage.floor.desk.state.calls[call]
    assert [one.name for one in live.guests.values()] == ["城管局"]
    await act(stage, call, "complete")
    assert live.state is CallState.OUTSIDE


async def test_what_is_no_longer_possible_answers_409_with_what_happened(stage: Stage, call: str) -> None:
    await stage.sign_in()
    error = (await act(stage, call, "three-way", 409))["error"]
    assert isinstance(error, dict)
    assert error["found"] == "nobody"
    await act(stage, call, "guests", 409, to="8002")  # on break
    await act(stage, call, f"guests/{call}-g7/drop", 409)


async def test_a_caller_is_given_to_the_show_when_one_takes_calls(stage: Stage, call: str) -> None:
    await stage.sign_in()
    error = (await act(stage, call, "to-show", 409))["error"]
    assert isinstance(error, dict)
    assert (error["expected"], error["found"]) == ("a show that takes calls", "none")
    stage.floor.service.show.open("S1")
    await act(stage, call, "to-show")
    assert stage.floor.desk.state.calls[call].state is CallState.SHOW
    assert stage.floor.desk.state.operators["8001"].line is LineState.WRAP_UP
    await stage.sign_in("8002", "pass-8002")
    await act(stage, call, "to-show", 403)


async def test_only_who_is_on_the_call_may_ask_somebody_in(stage: Stage, call: str) -> None:
    await stage.sign_in("8002", "pass-8002")
    await act(stage, call, "guests", 403, to=NUMBER)
    await act(stage, call, "pass-out", 403, to=NUMBER)
    await act(stage, call, "listen", 403)


@pytest.mark.parametrize("to", ["", "a b", "1" * 40, "110;ls"])
async def test_targets_that_are_none_are_refused(stage: Stage, call: str, to: str) -> None:
    await stage.sign_in()
    await act(stage, call, "guests", 422, to=to)


async def test_an_emergency_and_a_blind_transfer(stage: Stage, call: str) -> None:
    await stage.sign_in()
    await act(stage, call, "emergency", 409, number="12306")
    await act(stage, call, "emergency", number="110", mode="warm")
    guests = stage.floor.desk.state.calls[call].guests
    assert [(one.number, one.name) for one in guests.values()] == [("110", "110")]
    await act(stage, call, "pass-out", to=NUMBER)
    assert stage.floor.desk.state.calls[call].state is CallState.OUTSIDE


async def test_a_supervisor_listens_whispers_and_takes_over_and_each_is_in_the_audit(stage: Stage, call: str) -> None:
    boss = await stage.bearer(Role.SUPERVISOR)
    for what in ("listen", "whisper", "barge"):
        done = await stage.client.post(f"/api/v1/calls/{call}/{what}", json={"phone": "8002"}, headers=boss)
        await say(done, 204)
        stage.floor.wait(4.0)
    (guest,) = stage.floor.desk.state.calls[call].guests.values()
    assert (guest.operator_id, guest.part, guest.joined_at is not None) == ("8002", "barge", True)
    await say(await stage.client.post(f"/api/v1/calls/{call}/take-over", json={"phone": "8002"}, headers=boss), 204)
    assert stage.floor.desk.state.calls[call].operator_id == "8002"
    written = [(one.action, one.thing) for one in await stage.stores.audit.last(20)]
    for what in ("listen", "whisper", "barge", "take_over"):
        assert (what, call) in written


async def test_a_supervisor_without_a_phone_is_told_so(stage: Stage, call: str) -> None:
    boss = await stage.bearer(Role.SUPERVISOR)
    error = await say(await stage.client.post(f"/api/v1/calls/{call}/listen", json={}, headers=boss), 400)
    assert error["error"]["code"] == "no_phone"


async def test_help_hard_marks_and_more_time(stage: Stage, call: str) -> None:
    await stage.sign_in()
    await act(stage, call, "hard")
    await act(stage, call, "help", note="来电人情绪激动")
    await act(stage, call, "help", 409)
    boss = await stage.bearer(Role.SUPERVISOR)
    seen = await say(await stage.client.get("/api/v1/supervision", headers=boss))
    (talk,) = seen["talks"]
    assert (talk["hard"], talk["help_note"], talk["caller"]) == (True, "来电人情绪激动", "138****0000")
    assert [fact for fact in stage.floor.facts if isinstance(fact, AssistanceAsked)]
    await act(stage, call, "help-over")
    stage.floor.service.hang_up(call)
    await say(await stage.ask("POST", "/api/v1/operators/8001/wrap-up", json={"seconds": 60}), 204)
    assert [fact for fact in stage.floor.facts if isinstance(fact, WrapUpExtended)]
    await say(await stage.ask("POST", "/api/v1/operators/8002/wrap-up", json={"seconds": 60}), 403)
    await say(await stage.ask("POST", "/api/v1/operators/8001/wrap-up", json={"seconds": -1}), 422)


async def test_supervision_is_for_supervisors_and_shows_everybody(stage: Stage, call: str) -> None:
    await stage.sign_in()
    await say(await stage.ask("GET", "/api/v1/supervision"), 403)
    boss = await stage.bearer(Role.SUPERVISOR)
    seen = await say(await stage.client.get("/api/v1/supervision", headers=boss))
    states = {one["operator_id"]: one["state"] for one in seen["staff"]}
    assert (states["8001"], states["8002"]) == ("talking", "idle")
    assert seen["talks"][0]["call_id"] == call


async def test_who_waits_is_listed_in_order_with_the_number_masked(stage: Stage, call: str) -> None:
    """Nobody is free: two more callers stand in line, the first of them first; the one who talks is not in it."""
    stage.floor.dial(caller="13812345678")
    stage.floor.wait(1.0)
    stage.floor.dial(caller="13987654321")
    stage.floor.wait(1.0)
    boss = await stage.bearer(Role.SUPERVISOR)
    seen = await say(await stage.client.get("/api/v1/supervision", headers=boss))
    assert [(one["caller"], one["state"]) for one in seen["waiting"]] == [
        ("138****5678", "waiting"),
        ("139****4321", "waiting"),
    ]
    assert seen["waiting"][0]["since"] < seen["waiting"][1]["since"]
    assert call not in {one["call_id"] for one in seen["waiting"]}


async def test_the_targets_one_can_choose_from(stage: Stage, call: str) -> None:
    await stage.sign_in()
    items = (await say(await stage.ask("GET", "/api/v1/targets")))["items"]
    found = {(one["kind"], one["to"]): one["free"] for one in items}
    assert found[("emergency", "110")] is True
    assert found[("queue", "hotline")] is True
    assert found[("operator", "8001")] is False
    assert call
