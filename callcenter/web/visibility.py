"""Who sees what of a ticket: one table, role by part. Of several roles the best sight holds. Pure."""

from collections.abc import Iterable, Mapping
from enum import IntEnum, StrEnum

from callcenter.masking import HIDDEN, mask_number, mask_numbers_in
from callcenter.store.identity import Role
from callcenter.transcripts.redaction import spoken_hidden


class Part(StrEnum):
    """What of a ticket tells who the citizen is."""

    NUMBER = "number"  # the number they called from, and the one they gave
    NAME = "name"
    TEXT = "text"  # what they want, in words: may hold numbers
    WORDS = "words"  # the transcript
    SOUND = "sound"  # the recording


class Sight(IntEnum):
    """How it is shown."""

    HIDDEN = 0
    MASKED = 1  # 138****0000; texts with their numbers masked
    SHOWN = 2


_H, _M, _S = Sight.HIDDEN, Sight.MASKED, Sight.SHOWN


def _row(*sights: Sight) -> Mapping[Part, Sight]:
    return dict(zip(Part, sights, strict=True))


#                              number name text words sound
SEEN: Mapping[Role, Mapping[Part, Sight]] = {
    Role.OPERATOR: _row(_M, _S, _M, _M, _H),  # of another operator's caller; their own is SHOWN
    Role.REVIEWER: _row(_S, _S, _S, _S, _S),  # asks the citizen about the result
    Role.DISPATCHER: _row(_M, _S, _S, _M, _H),
    Role.UNIT: _row(_S, _S, _S, _H, _H),  # has to contact the citizen
    Role.LEADER: _row(_M, _S, _S, _H, _H),
    Role.PRODUCER: _row(_M, _S, _S, _S, _H),  # of the show's callers, whom they talk with; a host sees no ticket
    Role.SUPERVISOR: _row(_S, _S, _S, _S, _S),
    Role.ADMIN: _row(_S, _S, _S, _S, _S),
}

# 保密工单 (GB/T 33358-2016): who works on the matter does not learn who asked.
CONFIDENTIAL: Mapping[Role, Mapping[Part, Sight]] = {
    **SEEN,
    Role.OPERATOR: _row(_M, _M, _M, _H, _H),
    Role.DISPATCHER: _row(_H, _H, _M, _H, _H),
    Role.UNIT: _row(_H, _H, _M, _H, _H),
    Role.LEADER: _row(_H, _H, _M, _H, _H),
    Role.PRODUCER: _row(_H, _M, _M, _M, _H),
}
_NOTHING = _row(_H, _H, _H, _H, _H)
_ALL = _row(_S, _S, _S, _S, _S)


def sight_of(roles: Iterable[Role], *, own: bool, confidential: bool) -> Mapping[Part, Sight]:
    """What somebody with these roles sees.

    Args:
        roles: theirs.
        own: whether they were on the call.
        confidential: whether the citizen asked for it.
    """
    if own:
        return _ALL
    table = CONFIDENTIAL if confidential else SEEN
    rows = [table.get(role, _NOTHING) for role in roles]
    return {part: max((row[part] for row in rows), default=_H) for part in Part}


def number_for(sight: Mapping[Part, Sight], number: str) -> str:
    """A phone number as it is shown."""
    if sight[Part.NUMBER] is Sight.SHOWN:
        return number
    return mask_number(number) if sight[Part.NUMBER] is Sight.MASKED else ""


def name_for(sight: Mapping[Part, Sight], name: str) -> str:
    """A name as it is shown."""
    if sight[Part.NAME] is Sight.SHOWN:
        return name
    return HIDDEN if name and sight[Part.NAME] is Sight.MASKED else ""


def text_for(sight: Mapping[Part, Sight], text: str) -> str:
    """A text as it is shown."""
    if sight[Part.TEXT] is Sight.SHOWN:
        return text
    return spoken_hidden(mask_numbers_in(text)) if sight[Part.TEXT] is Sight.MASKED else ""


def field_for(sight: Mapping[Part, Sight], name: str, value: str) -> str:
    """One field of the ticket as it is shown."""
    if name == "contact_phone":
        return number_for(sight, value)
    return name_for(sight, value) if name == "contact_name" else text_for(sight, value)
