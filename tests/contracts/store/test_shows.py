"""Shows in the ledger: kept in order, told apart from calls and tickets, and still there after a purge."""

from pathlib import Path

from callcenter.store.database import Database
from callcenter.store.journal import Journal
from callcenter.store.purge import Cuts, Purge
from callcenter.store.shows import Shows
from queueing.show.board import ShowBoard
from queueing.show.facts import ShowFact
from tests.contracts.store.stories import NOON, answered_call
from tests.rules.show.studio import HOST, PRODUCER, RULES, joined


def a_show(show_id: str, at: float) -> list[ShowFact]:
    """Opened, one caller who hangs up, signed off."""
    board = ShowBoard(show_id, RULES)
    facts = board.open(at, PRODUCER, 6.0)
    if show_id == "s1":
        facts += board.join(joined("a", at + 1))
        facts += board.caller_left(at + 2, "a")
    return [*facts, *board.sign_off(at + 3, PRODUCER)]


async def test_a_show_comes_back_in_order_and_among_calls_nobody_sees_it(database: Database) -> None:
    shows, journal = Shows(database), Journal(database)
    first = a_show("s1", NOON)
    journal.append(first[:2])
    journal.append(answered_call("c1"))
    journal.append([*first[2:], *a_show("s2", NOON + 100)])
    await journal.flush()
    assert await shows.facts_of("s1") == first
    assert await shows.facts_of("s0") == []
    assert [fact async for fact in journal.replay()] == answered_call("c1")
    assert [one.show_id for one in await shows.newest()] == ["s2", "s1"]
    assert await shows.of_calls(["C-a", "c1"]) == {("s1", "C-a")}


async def test_a_show_is_open_business_until_it_is_closed(database: Database) -> None:
    shows = Shows(database)
    board = ShowBoard("s2", RULES)
    facts = a_show("s2", NOON)
    board.restore(facts)
    await shows.keep([*facts, *a_show("s1", NOON + 10)])
    assert await shows.not_closed() == ["s2", "s1"]
    await shows.keep(board.close(NOON + 20, HOST))
    assert await shows.not_closed() == ["s1"]


async def test_a_purge_leaves_the_register_of_shows_whole(database: Database, tmp_path: Path) -> None:
    shows, journal = Shows(database), Journal(database)
    journal.append([*answered_call("c1"), *a_show("s1", NOON)])
    await journal.flush()
    await Purge(database, tmp_path).run(Cuts(facts=NOON + 86_400.0))
    assert await shows.facts_of("s1") == a_show("s1", NOON)
    assert [fact async for fact in journal.replay()] == []
