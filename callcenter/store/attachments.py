"""Which uploaded file belongs to which ticket, what for, and who sent it."""

from dataclasses import asdict, dataclass
from enum import StrEnum

from sqlalchemy import Connection, RowMapping, insert, select

from callcenter.store.database import Database
from callcenter.store.faults import NotFoundError, WrongStateError
from callcenter.store.outside_tables import attachments

MOST = 50  # files a ticket


class Purpose(StrEnum):
    """What a file is for."""

    MATERIAL = "material"  # 证据材料, from the citizen
    CONTACT = "contact"  # 联系证据
    REPLY = "reply"  # 办理附件
    SEALED_FORM = "sealed_form"  # 群众诉求办理情况表, stamped and scanned


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """One file at one ticket. `name` is safe to show; `at` in Unix seconds."""

    attachment_id: str
    ticket_id: str
    sha256: str
    name: str
    media: str
    size_bytes: int
    purpose: Purpose
    by: str
    at: float


class Attachments:
    """Reads and writes the list; the files themselves are in `callcenter.uploads`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, one: Attachment) -> Attachment:
        """Add a file to a ticket; the same content for the same purpose again is the one that is there.

        Raises:
            WrongStateError: the ticket has as many files as it may.

        """
        return await self._database.write(lambda connection: add_attachment(connection, one))

    async def get(self, attachment_id: str) -> Attachment:
        """Return one.

        Raises:
            NotFoundError: no such attachment.

        """
        wanted = select(attachments).where(attachments.c.attachment_id == attachment_id)
        row = await self._database.read(lambda connection: connection.execute(wanted).mappings().one_or_none())
        if row is None:
            raise NotFoundError("attachment", attachment_id)
        return _read(row)

    async def of(self, ticket_id: str) -> tuple[Attachment, ...]:
        """Return a ticket's files, oldest first."""
        return await self._database.read(lambda connection: _of(connection, ticket_id))


def add_attachment(connection: Connection, one: Attachment) -> Attachment:
    """Add a file within a transaction."""
    known = _of(connection, one.ticket_id)
    for other in known:
        if (other.sha256, other.purpose) == (one.sha256, one.purpose):
            return other
    if len(known) >= MOST:
        raise WrongStateError(f"ticket {one.ticket_id}", f"at most {MOST} files", str(len(known)))
    connection.execute(insert(attachments), [{**asdict(one), "purpose": one.purpose.value}])
    return one


def _of(connection: Connection, ticket_id: str) -> tuple[Attachment, ...]:
    wanted = select(attachments).where(attachments.c.ticket_id == ticket_id)
    ordered = wanted.order_by(attachments.c.at, attachments.c.attachment_id)
    return tuple(_read(row) for row in connection.execute(ordered).mappings())


def _read(row: RowMapping) -> Attachment:
    return Attachment(**{**row, "purpose": Purpose(row["purpose"])})
