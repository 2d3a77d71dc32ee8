"""What people and machines are called that a ticket's history names by their sign-in names and ids."""

from collections.abc import Collection

from sqlalchemy import Connection, select

from callcenter.store.tables import operators, tokens, users


def names_of_actors(connection: Connection, idents: Collection[str]) -> dict[str, str]:
    """The names of those of these that are somebody's; whatever is nobody's is left out."""
    known = (
        (operators.c.operator_id, operators.c.name),
        (tokens.c.token_id, tokens.c.label),
        (users.c.name, users.c.display_name),
    )
    found: dict[str, str] = {}
    for ident, name in known:
        rows = connection.execute(select(ident, name).where(ident.in_(idents)))
        found.update((row[0], row[1]) for row in rows if row[1])
    return found
