"""Runs the demo from an empty folder to a verdict, within the seconds given."""

import asyncio
import contextlib
import time
from dataclasses import dataclass
from pathlib import Path

from callcenter.demo.desk_process import DeskError, DeskProcess, PartState
from callcenter.demo.folder import WRAP_UP_S, DemoDesk, make_desk
from callcenter.drill import DrillPlan, Report, load_scenes, run_drill
from callcenter.drill.show import ShowPlan, run_show
from callcenter.packaged import config_dir

READY_WITHIN_S = 90.0  # a slow machine loads the speech model for long
STOPPING_S = 6.0  # kept of the demo's seconds for the end
SHOW_NOW = "A live show runs by itself now: open both pages side by side."
OPTIONAL = ("mqtt", "broker", "publisher", "mosquitto", "screens")  # calls and tickets go on without
OPTIONAL_WITHIN_S = 10.0  # how long these are waited for once all others are ready


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoOptions:
    """What was asked for."""

    folder: Path
    seconds: float = 0.0  # everything fits into this; 0: until stopped
    citizens: int = 5
    ip: str = "127.0.0.1"
    show: bool = False  # a scripted live show instead of the citizens who call again and again


async def run_demo(options: DemoOptions, report: Report, stop: asyncio.Event) -> int:
    """Run it; 0 when every drill call was good and nothing was left behind, else 1.

    Raises:
        DeskError, FolderError, DrillError, ScenesError, NoFreePortError, StoreError, SettingsError: as they say.
    """
    began_s = time.monotonic()
    scenes = load_scenes(config_dir() / "drill")
    report.progress("demo: making its folder, operators and passwords")
    desk = await make_desk(options.folder, options.ip)
    process = DeskProcess(desk)
    passed = False
    try:
        await process.start()
        ready_within_s = min(READY_WITHIN_S, options.seconds - STOPPING_S) if options.seconds else READY_WITHIN_S
        if await _start_up(process, report, stop, ready_within_s):
            report.say(_welcome(desk, time.monotonic() - began_s, show=options.show))
            left_s = options.seconds - (time.monotonic() - began_s) - STOPPING_S if options.seconds else 0.0
            plan = DrillPlan(
                target=(desk.ip, desk.sip_port),
                api_url=desk.url,
                token=desk.token,
                operators=desk.operators,
                scenes=scenes,
                wrap_up_s=WRAP_UP_S,
                citizen_ip=desk.ip,
                operator_ip=desk.ip,
                citizens=options.citizens,
                seconds=max(left_s, 1.0) if options.seconds else 0.0,
            )
            passed = (
                await _show(desk, plan, report, stop) if options.show else (await run_drill(plan, report, stop)).passed
            )
    finally:
        report.progress("demo: stopping the desk")
        left = await process.stop()
        report.say("\n".join(f"✗ {each}" for each in left) or "demo: stopped, nothing left running")
    return 0 if passed and not left else 1


async def _show(desk: DemoDesk, drill: DrillPlan, report: Report, stop: asyncio.Event) -> bool:
    """The scripted show; afterwards its pages can be looked at until somebody stops the demo."""
    plan = ShowPlan(
        drill=drill,
        producer_token=desk.tokens["producer"],
        host_token=desk.tokens["host"],
        studio=desk.studio,
        producer=desk.producer,
    )
    passed = await run_show(plan, report, stop)
    if not drill.seconds and not stop.is_set():
        report.say(
            f"look at it: {desk.url}/studio  {desk.url}/host  {desk.url}/aftershow (admin). Ctrl-C ends everything."
        )
        await stop.wait()
    return passed


async def _start_up(process: DeskProcess, report: Report, stop: asyncio.Event, within_s: float) -> bool:
    """Wait for the desk; False when told to stop meanwhile.

    Raises:
        DeskError: a part that calls need was not ready in time.
    """
    watch = _StartUp(report)
    waiting = asyncio.create_task(process.until_ready(watch.tell, watch.enough), name="start-up")
    stopped = asyncio.create_task(stop.wait(), name="stop")
    try:
        await asyncio.wait((waiting, stopped), timeout=within_s, return_when=asyncio.FIRST_COMPLETED)
        if waiting.done():
            waiting.result()
        elif not stop.is_set():
            raise DeskError(f"the desk: expected every part ready in {within_s:.0f} s, found {watch.missing()}")
    finally:
        for task in (waiting, stopped):
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError, DeskError):
                await task
    return not stop.is_set()


class _StartUp:
    """Owns what is known of a start: which parts are ready, and since when only optional ones are missing."""

    def __init__(self, report: Report) -> None:
        self._report, self._began_s = report, time.monotonic()
        self._ready: set[str] = set()
        self._states: list[PartState] = []
        self._needed_ready_s: float | None = None

    def tell(self, states: list[PartState]) -> None:
        self._states = states
        for state in states:
            if state.ok and state.name not in self._ready:
                self._ready.add(state.name)
                self._report.say(f"  ✓ {state.name}: {state.detail or 'ready'} ({self._age_s():.1f} s)")
        if not all(state.ok for state in states) or not states:
            self._report.progress(f"demo: starting, {self._age_s():.0f} s: waiting for {self.missing()}")

    def enough(self, states: list[PartState]) -> bool:
        if not states or any(not state.ok and state.name not in OPTIONAL for state in states):
            self._needed_ready_s = None
            return False
        if all(state.ok for state in states):
            return True
        self._needed_ready_s = self._needed_ready_s or time.monotonic()
        if time.monotonic() - self._needed_ready_s < OPTIONAL_WITHIN_S:
            return False
        self._report.say(f"  ✗ going on without {self.missing()}")
        return True

    def missing(self) -> str:
        if not self._states:
            return "the service to answer"
        return "; ".join(f"{state.name} ({state.detail or 'not ready'})" for state in self._states if not state.ok)

    def _age_s(self) -> float:
        return time.monotonic() - self._began_s


def _welcome(desk: DemoDesk, took_s: float, *, show: bool) -> str:
    operator = desk.operators[0]
    studio = [
        f"  导播 producer    {desk.url}/studio  sign in: producer  password: {desk.passwords['producer']}",
        f"  主持人 host      {desk.url}/host    sign in: host  password: {desk.passwords['host']}",
    ]
    return "\n".join(
        [
            "═" * 72,
            f"连心桥 is running after {took_s:.1f} s.",
            f"  大屏 wallboard   {desk.url}/wall",
            f"  话务员 desk      {desk.url}/desk    sign in: {operator.number}  password: {operator.password}",
            *(studio if show else []),
            f"  管理员 admin                             sign in: admin  password: {desk.passwords['admin']}",
            f"  softphones register at {desk.ip}:{desk.sip_port}; passwords: {desk.folder}/operators.csv",
            f"  log of the desk: {desk.folder}/serve.log",
            f"{SHOW_NOW if show else 'Simulated citizens call now.'} Ctrl-C ends everything.",
            "═" * 72,
        ]
    )
