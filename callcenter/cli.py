"""The command line: picks the command and parses its arguments, nothing else. The commands are in commands/."""

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Protocol, cast

from callcenter import __version__
from callcenter.settings import SettingsError

COMMANDS = {
    "serve": "run the desk: telephony, ear, recognisers, broker and service",
    "check": "check configuration, model, prompts, ports and database without starting anything",
    "operators": "import, list or remove operators",
    "units": "import or export units, duty directory, grids, people and rosters; say whose people sign in",
    "tickets": "find tickets that would never come to their end, and free those that no person has to judge",
    "learn": "learn kinds and units from the site's own settled tickets",
    "knowledge": "import or export the knowledge base (知识库)",
    "lists": "import or show the blacklist and the priority list of numbers",
    "show": "make a show's logs, transcript, subtitles, clips, lists and forms after sign-off",
    "plan": "import, check or export the year's plan of the live show",
    "roster": "import or show who works which shift",
    "users": "add, list or remove supervisors and administrators, or give one a new password",
    "token": "make or revoke a bearer token for a machine or a wall",
    "model": "list, get, check or choose speech models",
    "words": "put the places, units and tickets of the site into a recognition model",
    "asr": "evaluate recognition on clips, or serve this machine's recognisers to other desks",
    "prompts": "turn WAV files into the sound files telephony plays",
    "profile": "list, show or check city profiles and what contradicts itself in them",
    "report": "make a report: daily special, monthly analysis, ranking, form …; or list those made",
    "simulate": "play a day on the real queue's code and a virtual clock: figures, staffing, pictures",
    "probe": "call the published numbers as a citizen would (拨测): once by hand, or a day's report",
    "transcript": "export a call's transcript as text or subtitles; make the search over transcripts anew",
    "purge": "remove what is older than the site keeps; --dry-run only counts",
    "person": "everything kept about one number as a ZIP, for a person's request; --erase what may go",
    "drill": "call a running desk with simulated citizens and operators",
    "demo": "run everything on embedded defaults, with a drill",
}


class Command(Protocol):
    """A module of callcenter.commands."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Say which arguments it takes."""

    def run(self, args: argparse.Namespace) -> int:
        """Do it; answers the exit code."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; 0 done, 1 failed, 2 the arguments or the configuration cannot be used."""
    words = list(sys.argv[1:] if argv is None else argv)
    parser = argparse.ArgumentParser(prog="callcenter", description="连心桥: a city's 12345 call desk")
    parser.add_argument("--version", action="version", version=__version__)
    chosen = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, help_text in COMMANDS.items():
        sub = chosen.add_parser(name, help=help_text, description=help_text)
        if words[:1] == [name]:  # only the chosen command's module is loaded: the others' may be slow to import
            _module(name).add_arguments(sub)
    args = parser.parse_args(words)
    try:
        return _module(args.command).run(args)
    except SettingsError as fault:
        print(fault, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # whoever read our output has had enough
        sys.stdout = None
        return 0


def _module(name: str) -> Command:
    return cast("Command", import_module(f"callcenter.commands.{name}"))


if __name__ == "__main__":
    sys.exit(main())
