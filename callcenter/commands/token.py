"""`callcenter token new --role ROLE`: a bearer token for a machine or a wall screen, shown once; `revoke` ends it."""

import argparse
import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path

from callcenter.city_service import load_city_rules
from callcenter.settings import Settings, load
from callcenter.store.accounts import Accounts
from callcenter.store.database import Database
from callcenter.store.faults import StoreError
from callcenter.store.identity import Role
from callcenter.store.intake import Intake
from callcenter.store.operators import Operators
from callcenter.store.sessions import Sessions


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take what to do."""
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    making = verbs.add_parser("new", help="make a token; it is shown once and only its hash is kept")
    making.add_argument("--config", type=Path)
    making.add_argument("--role", required=True, choices=[role.value for role in Role])
    making.add_argument("--operator", metavar="NUMBER", help="whose calls count as the token's own")
    making.add_argument("--source", default="", help="with role source: the code of the way in, as in intake.toml")
    making.add_argument("--label", default="", help="what it is for")
    ending = verbs.add_parser("revoke", help="end a token and every session opened with it")
    ending.add_argument("--config", type=Path)
    ending.add_argument("token_id", metavar="ID", help="as shown when it was made")


def run(args: argparse.Namespace) -> int:
    """Do it. The token alone goes to standard output, so that a script can take it; words go to standard error."""
    settings = load(args.config)
    try:
        if args.verb == "revoke":
            asyncio.run(revoke_token(settings, args.token_id))
            print(f"token {args.token_id} revoked", file=sys.stderr)
            return 0
        if args.role == Role.SOURCE and load_city_rules(settings).sources.of(args.source) is None:
            print(f"--source: expected a code of intake.toml, found {args.source!r}", file=sys.stderr)
            return 2
        ident, text = asyncio.run(new_token(settings, Role(args.role), args.label, args.operator, args.source))
    except StoreError as fault:
        print(fault, file=sys.stderr)
        return 1
    print(f"token {ident} with role {args.role}; it is shown only now:", file=sys.stderr)
    print(text)
    return 0


async def new_token(
    settings: Settings, role: Role, label: str = "", operator_id: str | None = None, source: str = ""
) -> tuple[str, str]:
    """Make a token in the site's database, for a source its own; return its id and its text.

    Raises:
        NotFoundError: no operator with that number.
        StoreError: the database cannot be used.

    """
    async with Database(settings.store.url) as database:
        if operator_id is not None:
            await Operators(database).get(operator_id)
        sessions = Sessions(database, Accounts(database))
        ident, text = await sessions.new_token(role, label or source, datetime.now(UTC), operator_id)
        if source:
            await Intake(database).set_source(ident, source)
        return ident, text


async def revoke_token(settings: Settings, token_id: str) -> None:
    """End a token.

    Raises:
        NotFoundError: no token with that id.
        StoreError: the database cannot be used.

    """
    async with Database(settings.store.url) as database:
        await Sessions(database, Accounts(database)).revoke_token(token_id, datetime.now(UTC))
