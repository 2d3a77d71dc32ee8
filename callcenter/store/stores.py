"""All repositories over one database, opened and drained together."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from callcenter.store.accounts import Accounts
from callcenter.store.arrivals import Arrivals
from callcenter.store.attachments import Attachments
from callcenter.store.audit import Audit
from callcenter.store.call_outs import CallOuts
from callcenter.store.caller_history import CallerHistories
from callcenter.store.calls import Calls
from callcenter.store.database import Database
from callcenter.store.diary import Diary
from callcenter.store.edition_papers import EditionPapers
from callcenter.store.editions import Editions
from callcenter.store.figure_days import FigureDays
from callcenter.store.guest_sessions import GuestSessions
from callcenter.store.hard_marks import HardMarks
from callcenter.store.intake import Intake
from callcenter.store.journal import Journal
from callcenter.store.knowledge import KnowledgeEntries
from callcenter.store.listed_numbers import ListedNumbers
from callcenter.store.lists import Lists, open_lists
from callcenter.store.missed_calls import MissedCalls
from callcenter.store.operators import Operators
from callcenter.store.outbox import Outbox
from callcenter.store.probes import ProbeRuns
from callcenter.store.progress import ProgressCodes
from callcenter.store.roster import Rosters
from callcenter.store.sessions import Sessions
from callcenter.store.show_materials import Materials
from callcenter.store.show_opinions import OpinionBook
from callcenter.store.show_required import RequiredUnits
from callcenter.store.show_voices import ShowVoices
from callcenter.store.shows import Shows
from callcenter.store.spill import Spill
from callcenter.store.tickets import Tickets
from callcenter.store.transcripts import Transcripts

SPILL = "unsaved-facts.jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stores:
    """What the service reads and writes."""

    database: Database
    journal: Journal
    calls: Calls
    arrivals: Arrivals
    hard_marks: HardMarks
    tickets: Tickets
    transcripts: Transcripts
    operators: Operators
    accounts: Accounts
    sessions: Sessions
    audit: Audit
    probes: ProbeRuns
    figure_days: FigureDays
    missed: MissedCalls
    histories: CallerHistories
    listed: ListedNumbers
    rosters: Rosters
    diary: Diary
    guest_sessions: GuestSessions
    lists: Lists
    intake: Intake
    progress: ProgressCodes
    attachments: Attachments
    outbox: Outbox
    call_outs: CallOuts
    knowledge: KnowledgeEntries
    editions: Editions
    edition_papers: EditionPapers
    required_units: RequiredUnits
    shows: Shows
    materials: Materials
    voices: ShowVoices
    opinions: OpinionBook


@asynccontextmanager
async def open_stores(
    url: str, data_dir: Path, *, on_problem: Callable[[str], None] = lambda _text: None
) -> AsyncIterator[Stores]:
    """Migrate, start the writer, save what an earlier run had to leave aside; drain at the end.

    Args:
        url: `[store] url`.
        data_dir: where the spill file is kept.
        on_problem: called from a thread with a sentence when writing fails, with '' when it works again.

    Raises:
        StoreError: the database cannot be used.

    """
    await asyncio.to_thread(partial(data_dir.mkdir, parents=True, exist_ok=True))
    async with Database(url, on_problem=on_problem) as database:
        accounts = Accounts(database)
        stores = Stores(
            database=database,
            journal=Journal(database, Spill(data_dir / SPILL)),
            calls=Calls(database),
            arrivals=Arrivals(database),
            hard_marks=HardMarks(database),
            tickets=Tickets(database),
            transcripts=Transcripts(database),
            operators=Operators(database),
            accounts=accounts,
            sessions=Sessions(database, accounts),
            audit=Audit(database),
            probes=ProbeRuns(database),
            figure_days=FigureDays(database),
            missed=MissedCalls(database),
            histories=CallerHistories(database),
            listed=ListedNumbers(database),
            rosters=Rosters(database),
            diary=Diary(database),
            guest_sessions=GuestSessions(database),
            lists=open_lists(database),
            intake=Intake(database),
            progress=ProgressCodes(database),
            attachments=Attachments(database),
            outbox=Outbox(database),
            call_outs=CallOuts(database),
            knowledge=KnowledgeEntries(database),
            editions=Editions(database),
            edition_papers=EditionPapers(database),
            required_units=RequiredUnits(database),
            shows=Shows(database),
            materials=Materials(database),
            voices=ShowVoices(database),
            opinions=OpinionBook(database),
        )
        await stores.journal.recover()
        yield stores
