"""`callcenter transcript export CALL --as srt` and `index`: take a transcript away; make the search anew."""

import argparse
import asyncio
import getpass
import sys
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from callcenter.clock import as_text
from callcenter.settings import Settings, load
from callcenter.store.audit import Audit, Entry
from callcenter.store.calls import Calls
from callcenter.store.database import Database
from callcenter.store.faults import StoreError
from callcenter.store.transcript_index import Progress, TranscriptIndex
from callcenter.store.transcripts import Transcripts
from callcenter.transcripts.export import Form, Paper, exported
from callcenter.transcripts.readable import readable_lines, redacted_lines


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take what to do."""
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    taking = verbs.add_parser("export", help="write a call's transcript, numbers hidden")
    taking.add_argument("--config", type=Path)
    taking.add_argument("call", metavar="CALL", help="id of the call")
    taking.add_argument(
        "--as", dest="form", type=Form, choices=list(Form), default=Form.TXT, help="txt, srt, vtt, json"
    )
    taking.add_argument("--with-numbers", action="store_true", help="do not hide numbers; the audit says so")
    taking.add_argument("--to", type=Path, metavar="FILE", help="instead of standard output")
    index = verbs.add_parser("index", help="make what is searched anew from what was said; a service may be running")
    index.add_argument("--config", type=Path)


def run(args: argparse.Namespace) -> int:
    """Do it; 1 when there is no such call or the database cannot be used."""
    settings = load(args.config)
    try:
        said = asyncio.run(_export(settings, args) if args.verb == "export" else _index(settings))
        if getattr(args, "to", None):
            args.to.write_text(said, "utf-8")
        else:
            sys.stdout.write(said)
    except (StoreError, OSError) as fault:
        print(fault, file=sys.stderr)
        return 1
    return 0


async def _export(settings: Settings, args: argparse.Namespace) -> str:
    zone = ZoneInfo(settings.site.timezone)
    async with Database(settings.store.url) as database:
        call = await Calls(database).get(args.call)
        said = (await Transcripts(database).of_calls([call.call_id])).get(call.call_id, ())
        lines = readable_lines(said)
        shown = lines if args.with_numbers else redacted_lines(lines)
        action = "transcript_exported_with_numbers" if args.with_numbers else "transcript_exported"
        by, at = getpass.getuser(), datetime.now(zone)
        entry = Entry(at=at, actor=by, address="command line", action=action, thing=call.call_id)
        Audit(database).note(entry)
    paper = Paper(call_id=call.call_id, arrived_at=as_text(call.arrived_at, zone), lines=shown, names={})
    return exported(paper, args.form)


async def _index(settings: Settings) -> str:
    async with Database(settings.store.url) as database:
        index = TranscriptIndex(database)
        await index.clear()
        await index.catch_up(lambda far: _tell(far, ZoneInfo(settings.site.timezone)))
        state = await index.state()
    return f"transcripts: {state.indexed} of {state.said} sentences can be found\n"


def _tell(far: Progress, zone: ZoneInfo) -> None:
    print(f"calls since {as_text(far.at, zone)[:16]}: {far.sentences} sentences", file=sys.stderr)
