"""`callcenter asr ACTION`: recognition as a tool of its own. Each action is a module beside this one."""

import argparse
from importlib import import_module
from typing import Protocol, cast

ACTIONS = {
    "collect": "put what people have checked into a folder, with its sound, for eval",
    "eval": "hear clips and say how well: character errors, slots, delays, cost",
    "pass": "hear calls again after they are over: work on this machine, say how it goes, try one anew",
    "serve": "let other machines' desks use this one's recognisers, by vosk-server's protocol",
}


class Action(Protocol):
    """A module callcenter.commands.asr_ACTION."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Say which arguments it takes."""

    def run(self, args: argparse.Namespace) -> int:
        """Do it; answers the exit code."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the action, and what it acts on."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    for name, told in ACTIONS.items():
        _module(name).add_arguments(actions.add_parser(name, help=told, description=told))


def run(args: argparse.Namespace) -> int:
    """Do the action."""
    return _module(args.action).run(args)


def _module(name: str) -> Action:
    return cast("Action", import_module(f"callcenter.commands.asr_{name}"))
