"""Which version of a call's transcript people read, search and take away, and what of it was checked."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from sqlalchemy import ColumnElement, Connection, func, select

from callcenter.store.checked_tables import checked_words
from callcenter.store.tables import utterances
from callcenter.store.utterance import SavedUtterance
from callcenter.store.version_tables import transcript_versions

LIVE = 1  # what was heard while the call went on
_V = transcript_versions.c


def is_shown() -> ColumnElement[bool]:
    """Whether a row of `utterances` belongs to its call's shown version."""
    chosen = select(_V.version).where(_V.call_id == utterances.c.call_id, _V.shown).scalar_subquery()
    return utterances.c.version == func.coalesce(chosen, LIVE)


def shown_versions(connection: Connection, call_ids: Collection[str]) -> Mapping[str, int]:
    """The shown version of those of the calls that show another than the live one."""
    wanted = select(_V.call_id, _V.version).where(_V.call_id.in_(call_ids), _V.shown)
    return {row.call_id: row.version for row in connection.execute(wanted)}


def as_checked(connection: Connection, said: Sequence[SavedUtterance]) -> list[SavedUtterance]:
    """The sentences as somebody who listened wrote them, where somebody has; without the times of single words."""
    wanted = select(checked_words.c.utterance_id, checked_words.c.text)
    mine = wanted.where(checked_words.c.utterance_id.in_([one.utterance_id for one in said]))
    texts = {row.utterance_id: row.text for row in connection.execute(mine)}
    return [replaced(one, texts.get(one.utterance_id)) for one in said]


def replaced(one: SavedUtterance, text: str | None) -> SavedUtterance:
    """A sentence with another text; None and the same text leave it as it is."""
    return one if text is None or text == one.text else replace(one, text=text, words=())
