"""Media follow-up of the matters of shows: facts of the ledger and nothing else."""

from sqlalchemy import Connection, func, select

from callcenter.store.facts import kind_of
from callcenter.store.journal import of_kind_in_shows
from callcenter.store.tables import facts
from callcenter.store.ticket_work import append
from queueing.show.after_facts import MediaFollowed
from queueing.show.facts import EntryTicketed


def keep_media(connection: Connection, fact: MediaFollowed) -> None:
    """Append it, in the caller's transaction."""
    append(connection, [fact])


def media_facts(connection: Connection, show_id: str = "") -> list[MediaFollowed]:
    """What was said about the matters of a show, in order; '' of every show."""
    return of_kind_in_shows(connection, MediaFollowed, show_id)


def media_of_ticket(connection: Connection, ticket_id: str) -> list[MediaFollowed]:
    """What was said about the matter that a ticket was made of; nothing of a ticket that no show made."""
    entry = facts.c.body["entry_id"].as_string()
    made = select(facts.c.show_id, entry.label("entry_id")).where(
        facts.c.ticket_id == ticket_id, facts.c.kind == kind_of(EntryTicketed)
    )
    found = connection.execute(made.order_by(facts.c.seq.desc()).limit(1)).one_or_none()
    if found is None:
        return []
    return [one for one in media_facts(connection, found.show_id) if one.entry_id == found.entry_id]


def last_media(connection: Connection) -> dict[str, float]:
    """When somebody last said something, by show."""
    same = (facts.c.kind == kind_of(MediaFollowed)) & facts.c.show_id.is_not(None)
    wanted = select(facts.c.show_id, func.max(facts.c.at)).where(same)
    return {row[0]: row[1] for row in connection.execute(wanted.group_by(facts.c.show_id))}
