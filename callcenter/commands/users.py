"""`callcenter users add NAME --role ROLE`, `password NAME`, `remove NAME`, `list`: who signs in to the screens."""

import argparse
import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path

from callcenter.settings import Settings, load
from callcenter.store.accounts import Accounts
from callcenter.store.database import Database
from callcenter.store.faults import StoreError
from callcenter.store.identity import Role
from callcenter.store.secrecy import new_password

ROLES = (
    Role.SUPERVISOR,
    Role.ADMIN,
    Role.DISPATCHER,
    Role.REVIEWER,
    Role.LEADER,
    Role.UNIT,
    Role.PRODUCER,
    Role.HOST,
)  # operators come by their own list, walls by a token


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take what to do and with whom."""
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    adding = verbs.add_parser("add", help="add a user; the password is made and shown once")
    adding.add_argument("--role", required=True, action="append", choices=[role.value for role in ROLES])
    adding.add_argument("--post", action="append", default=[], help="a gate this person stands at, such as 市分管领导")
    adding.add_argument("--title", default="", help="the name screens show")
    changing = verbs.add_parser("password", help="make another password; it is shown once, open sessions end")
    removing = verbs.add_parser("remove", help="remove a user; open sessions end")
    for verb in (adding, changing, removing):
        verb.add_argument("name")
    for verb in (adding, changing, removing, verbs.add_parser("list", help="show the users")):
        verb.add_argument("--config", type=Path)


def run(args: argparse.Namespace) -> int:
    """Do it. A password alone goes to standard output, so that a script can take it."""
    settings = load(args.config)
    try:
        said = asyncio.run(_do(settings, args))
    except (StoreError, ValueError) as fault:
        print(fault, file=sys.stderr)
        return 1
    print(said)
    return 0


async def _do(settings: Settings, args: argparse.Namespace) -> str:
    """Do it and return what to say."""
    async with Database(settings.store.url) as database:
        accounts, at = Accounts(database), datetime.now(UTC)
        if args.verb == "list":
            return "\n".join(f"{one.name}\t{','.join(sorted(one.roles))}" for one in await accounts.users())
        if args.verb == "remove":
            await accounts.remove_user(args.name)
            return f"user {args.name} removed"
        password = new_password()
        if args.verb == "add":
            roles = frozenset(Role(role) for role in args.role)
            await accounts.add_user(args.name, args.title or args.name, roles, password, at, tuple(args.post))
        else:
            await accounts.set_password(args.name, password, at)
        return password
