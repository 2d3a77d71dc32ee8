"""Every command takes its configuration the same way."""

import argparse
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from callcenter.cli import COMMANDS


def commands(of: argparse.ArgumentParser, name: str = "") -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """Every command with its verbs."""
    yield name, of
    for action in of._actions:
        if isinstance(action, argparse._SubParsersAction):
            for verb, one in action.choices.items():
                yield from commands(one, f"{name} {verb}".strip())


def test_config_is_a_path_for_every_command_that_takes_one() -> None:
    """`callcenter learn` took a text, and died of it after it had been told which file to use."""
    kinds = {}
    for name in COMMANDS:
        of = argparse.ArgumentParser()
        import_module(f"callcenter.commands.{name.replace('-', '_')}").add_arguments(of)
        for verb, one in commands(of, name):
            for action in one._actions:
                if "--config" in action.option_strings:
                    kinds[verb] = action.type
    assert len(kinds) > 20
    assert {name: kind for name, kind in kinds.items() if kind is not Path} == {}
