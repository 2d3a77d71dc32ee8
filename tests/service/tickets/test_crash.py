"""A service that is killed between two steps, and one killed in the middle of many: nothing lost, nothing twice."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

from callcenter.store.database import Database
from callcenter.store.facts import of_a_ticket
from callcenter.store.journal import Journal
from callcenter.ticketing.wheel import TimerWheel
from queueing.ticket.commands.dispatching import Dispatch
from queueing.ticket.facts import CardRaised, TicketDispatched
from tests.bench.year_sums import from_ledger, from_tables
from tests.contracts.store.office import world

CHILD = """
import asyncio, sys
from callcenter.store.database import Database
from queueing.ticket.commands.dispatching import Dispatch
from tests.contracts.store.office import world

async def main() -> None:
    async with Database(sys.argv[1]) as database:
        one = world(database, "demo")
        for number in range(10_000):
            await one.accepted(f"t{number}")
            await one.do(f"t{number}", Dispatch(unit="城管局"))
            print(number, flush=True)

asyncio.run(main())
"""


async def test_killed_at_any_moment_ledger_and_tables_still_agree(tmp_path: Path) -> None:
    """What was answered before the kill is there; of what was not, all or nothing."""
    url = f"sqlite:///{tmp_path}/desk.db"
    words = [sys.executable, "-c", CHILD, url]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[3]) as child:
        assert child.stdout is not None
        answered = [int(child.stdout.readline()) for _ in range(12)][-1]
        time.sleep(0.013)
        os.kill(child.pid, signal.SIGKILL)
    async with Database(url) as database:
        ledger = await from_ledger(database)
        told = ledger.sums()
        assert told == await from_tables(database)
        assert ledger.silent() == sum(told.states.values()) >= answered + 1
        facts = [fact for _, fact in await Journal(database).after(0)]
        dispatched = Counter(fact.ticket_id for fact in facts if isinstance(fact, TicketDispatched))
        assert set(dispatched.values()) == {1}
        assert {f"t{number}" for number in range(answered + 1)} <= set(dispatched)


async def test_a_feed_that_dies_after_the_dispatch_sends_it_once(tmp_path: Path) -> None:
    """The feed keeps its place in the ledger; what was published to nobody is still there to be read."""
    url = f"sqlite:///{tmp_path}/desk.db"
    sent: list[str] = []
    place = 0
    async with Database(url) as database:
        await world(database, "demo").accepted("t1")
        for _, fact in await Journal(database).after(place):
            sent.append(type(fact).__name__)
        place = (await Journal(database).after(place))[-1][0]
    async with Database(url) as database:
        one = world(database, "demo")
        await one.do("t1", Dispatch(unit="城管局"))  # and the feed was not running
    async with Database(url) as database:
        again = await Journal(database).after(place)
        sent += [type(fact).__name__ for _, fact in again]
        assert sent.count("TicketDispatched") == 1
        assert sent.count("TicketAccepted") == 1
        assert all(of_a_ticket(fact) for _, fact in again)


async def test_a_card_raised_just_before_a_crash_is_not_raised_again(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/desk.db"

    for turn in range(3):
        async with Database(url) as database:
            one = world(database, "demo")
            if turn == 0:
                await one.accepted("t1")
                await one.do("t1", Dispatch(unit="城管局"))
            one.later(60 * 4)
            await TimerWheel(office=one.office, database=database, now=lambda at=one.clock[0]: at).turn()
            raised = [fact for _, fact in await Journal(database).after(0) if isinstance(fact, CardRaised)]
            assert Counter((fact.rule_id, fact.card) for fact in raised).most_common(1)[0][1] == 1
