"""A purge removes what is old, never what an open ticket needs, and says so in the audit."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, insert, select
from sqlalchemy.exc import DatabaseError

from callcenter.store.database import Database
from callcenter.store.figure_tables import purge_permit
from callcenter.store.journal import Journal
from callcenter.store.purge import Count, Cuts, Purge, Purged
from callcenter.store.purge_matters import Held, Matter
from callcenter.store.tables import calls, facts, utterances
from callcenter.store.ticket import DraftTicket
from callcenter.store.tickets import Change, Tickets
from callcenter.store.transcripts import Recording, SavedUtterance, Transcripts
from tests.contracts.store.stories import NOON, answered_call

AT = datetime.fromtimestamp(NOON, UTC)
ALL = Cuts(facts=NOON + 86400, recordings=NOON + 86400, transcripts=NOON + 86400)


async def filled(database: Database, folder: Path) -> None:
    """Old calls: c1 without a ticket, c2 with a draft, c3 with a registered ticket; and c4, two days younger."""
    journal, transcripts, tickets = Journal(database), Transcripts(database), Tickets(database)
    (folder / "recordings").mkdir()
    for number in range(1, 5):
        at = NOON + (2 * 86400 if number == 4 else number)
        journal.append(answered_call(f"c{number}", at=at))
        (folder / f"recordings/c{number}.flac").write_bytes(b"sound")
        await transcripts.save_recording(
            Recording(call_id=f"c{number}", path=f"recordings/c{number}.flac", seconds=1, started_at=at)
        )
        said = SavedUtterance(
            utterance_id=f"u{number}", call_id=f"c{number}", leg_id="l", role="caller", start_ms=0, end_ms=1, text="好"
        )
        await transcripts.add([said])
    await journal.flush()
    for number in (2, 3):
        draft = DraftTicket(
            ticket_id=f"t{number}", call_id=f"c{number}", queue="hotline", dialled="12345", caller_number="1"
        )
        saved = await tickets.save_draft(draft, AT)
        if number == 3:
            await tickets.register(Change(ticket_id="t3", version=saved.version, actor="8001", at=AT))


async def left(database: Database) -> tuple[set[str], set[str], set[str]]:
    """Calls that still have facts, a row, words."""

    def read(connection: Connection) -> tuple[set[str], set[str], set[str]]:
        columns = (facts.c.call_id, calls.c.call_id, utterances.c.call_id)
        found = [{row[0] for row in connection.execute(select(one).distinct())} for one in columns]
        return found[0], found[1], found[2]

    return await database.read(read)


async def test_what_is_old_goes_and_what_an_open_ticket_needs_stays(database: Database, tmp_path: Path) -> None:
    await filled(database, tmp_path)
    purge = Purge(database, tmp_path)
    counted = await purge.count(ALL)
    assert (counted.calls, counted.recordings, counted.transcripts) == (2, 2, 2)
    assert await left(database) == ({"c1", "c2", "c3", "c4"},) * 3, "a dry run removes nothing"
    assert await purge.run(ALL) == counted
    assert await left(database) == ({"c3", "c4"},) * 3
    assert sorted(file.name for file in (tmp_path / "recordings").iterdir()) == ["c3.flac", "c4.flac"]
    assert await purge.run(ALL) == Purged(), "a second purge finds nothing"


async def test_a_survey_says_what_would_go_since_when_and_what_an_open_ticket_holds_back(
    database: Database, tmp_path: Path
) -> None:
    await filled(database, tmp_path)
    found = await Purge(database, tmp_path).survey(replace(ALL, facts=None))
    held = {Held.OPEN_TICKET: 1}
    assert found[Matter.RECORDINGS] == Count(due=2, oldest=NOON + 1, held=held)
    assert found[Matter.TRANSCRIPTS] == Count(due=2, oldest=NOON + 1, held=held)
    assert found[Matter.PROBE_RECORDINGS] == Count(due=0, oldest=None, held={})
    assert set(found) == {Matter.RECORDINGS, Matter.TRANSCRIPTS, Matter.PROBE_RECORDINGS}


async def test_what_went_is_told_in_the_transaction_that_removes_it(database: Database, tmp_path: Path) -> None:
    """A count that cannot be written down leaves the rows; what was told before stays removed."""
    await filled(database, tmp_path)
    told: list[tuple[Matter, int]] = []

    def dies(_connection: Connection, matter: Matter, count: int) -> None:
        if matter is Matter.FACTS:
            raise InterruptedError
        told.append((matter, count))

    with pytest.raises(InterruptedError):
        await Purge(database, tmp_path).run(ALL, dies)
    assert told == [(Matter.RECORDINGS, 2), (Matter.TRANSCRIPTS, 2)]
    assert await left(database) == ({"c1", "c2", "c3", "c4"}, {"c1", "c2", "c3", "c4"}, {"c3", "c4"})


async def test_only_what_has_a_time_to_go_goes(database: Database, tmp_path: Path) -> None:
    await filled(database, tmp_path)
    await Purge(database, tmp_path).run(Cuts(recordings=NOON + 86400))
    assert await left(database) == ({"c1", "c2", "c3", "c4"},) * 3
    assert sorted(file.name for file in (tmp_path / "recordings").iterdir()) == ["c3.flac", "c4.flac"]


async def test_the_ledger_lets_nothing_go_without_a_purge_and_nothing_younger_than_it_says(
    database: Database, tmp_path: Path
) -> None:
    await filled(database, tmp_path)
    with pytest.raises(DatabaseError, match="append-only"):
        await database.write(lambda connection: connection.execute(facts.delete()))

    def too_much(connection: Connection) -> None:
        connection.execute(insert(purge_permit).values(before=NOON + 86400))
        connection.execute(facts.delete())

    with pytest.raises(DatabaseError, match="append-only"):
        await database.write(too_much)
    count = await database.read(
        lambda connection: connection.execute(select(func.count()).select_from(facts)).scalar_one()
    )
    assert count == 4 * len(answered_call("c"))


async def test_a_path_that_leads_out_of_the_data_folder_deletes_no_file(database: Database, tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    outside = tmp_path / "precious.wav"
    outside.write_bytes(b"x")
    bad = Recording(call_id="c9", path="../precious.wav", seconds=1, started_at=NOON)
    transcripts = Transcripts(database)
    for one in (bad, replace(bad, path=str(outside))):
        await transcripts.save_recording(one)
    await Purge(database, data).run(ALL)
    assert outside.exists()
