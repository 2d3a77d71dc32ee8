"""Who sees what of a ticket: one table, role by part. Of several roles the best sight holds. Pure.

Lists, details, files, forms, reports and exports all ask here. Whether a ticket exists at all for somebody is asked of
`callcenter.web.scopes`. A number that is masked in its own field is masked in every text too.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from callcenter.masking import HIDDEN, mask_number, mask_numbers_in
from callcenter.own_names import ways_to_call, without_names
from callcenter.store.identity import Role
from callcenter.transcripts.redaction import spoken_hidden


class Part(StrEnum):
    """What of a ticket tells who the citizen is."""

    NUMBER = "number"  # the number they called from, and the one they gave
    NAME = "name"
    TEXT = "text"  # what they want, in words: may hold numbers
    WORDS = "words"  # the transcript
    SOUND = "sound"  # the recording
    FILES = "files"  # what came from the citizen: nothing in it can be masked


class Sight(IntEnum):
    """How it is shown."""

    HIDDEN = 0
    MASKED = 1  # 138****0000; texts with their numbers masked
    SHOWN = 2


_H, _M, _S = Sight.HIDDEN, Sight.MASKED, Sight.SHOWN


def _row(*sights: Sight) -> Mapping[Part, Sight]:
    return dict(zip(Part, sights, strict=True))


#                              number name text words sound files
SEEN: Mapping[Role, Mapping[Part, Sight]] = {
    Role.OPERATOR: _row(_M, _S, _M, _M, _H, _S),  # of another operator's caller; their own is SHOWN
    Role.REVIEWER: _row(_S, _S, _S, _S, _S, _S),  # asks the citizen about the result
    Role.DISPATCHER: _row(_M, _S, _M, _M, _H, _S),
    Role.UNIT: _row(_S, _S, _S, _H, _H, _S),  # has to contact the citizen
    Role.LEADER: _row(_M, _S, _M, _H, _H, _H),
    Role.PRODUCER: _row(_M, _S, _M, _M, _H, _H),  # of the show's callers, whom they talk with; a host sees no ticket
    Role.SUPERVISOR: _row(_S, _S, _S, _S, _S, _S),
    Role.ADMIN: _row(_S, _S, _S, _S, _S, _S),
}

# 保密工单 (GB/T 33358-2016): who works on the matter does not learn who asked.
CONFIDENTIAL: Mapping[Role, Mapping[Part, Sight]] = {
    **SEEN,
    Role.OPERATOR: _row(_M, _M, _M, _H, _H, _H),
    Role.DISPATCHER: _row(_H, _H, _M, _H, _H, _H),
    Role.UNIT: _row(_H, _H, _M, _H, _H, _H),
    Role.LEADER: _row(_H, _H, _M, _H, _H, _H),
    Role.PRODUCER: _row(_H, _M, _M, _M, _H, _H),
}
# 匿名: left no name; who works on the matter is not to learn one from the words either.
UNNAMED: Mapping[Role, Mapping[Part, Sight]] = {
    role: {**SEEN[role], Part.NAME: min(SEEN[role][Part.NAME], CONFIDENTIAL[role][Part.NAME])} for role in SEEN
}
_NOTHING = _row(_H, _H, _H, _H, _H, _H)
_ALL = _row(_S, _S, _S, _S, _S, _S)
_SHORTEST_NAME = 2  # characters; one alone is a part of many words


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen(Mapping[Part, Sight]):
    """What one person sees of one ticket. `names`: the citizen's, hidden in texts wherever NAME is."""

    parts: Mapping[Part, Sight]
    names: tuple[str, ...] = ()

    def __getitem__(self, part: Part) -> Sight:
        return self.parts[part]

    def __iter__(self) -> Iterator[Part]:
        return iter(self.parts)

    def __len__(self) -> int:
        return len(self.parts)


def sight_of(
    roles: Iterable[Role], *, own: bool, confidential: bool, anonymous: bool = False, names: Iterable[str] = ()
) -> Seen:
    """What somebody with these roles sees.

    Args:
        roles: theirs.
        own: whether they were on the call.
        confidential: whether the citizen asked for it.
        anonymous: whether the citizen left neither name nor number, whatever the words tell.
        names: what the citizen is called on this ticket.
    """
    told = tuple(way for one in names if len(one) >= _SHORTEST_NAME for way in ways_to_call(one))
    if own:
        return Seen(parts=_ALL, names=told)
    table = CONFIDENTIAL if confidential else UNNAMED if anonymous else SEEN
    rows = [table.get(role, _NOTHING) for role in roles]
    return Seen(parts={part: max((row[part] for row in rows), default=_H) for part in Part}, names=told)


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
    """A text as it is shown: without numbers where numbers are not shown, without the name where names are not."""
    if sight[Part.TEXT] is Sight.HIDDEN:
        return ""
    if sight[Part.NAME] is not Sight.SHOWN:
        text = without_names(text, sight.names if isinstance(sight, Seen) else ())
    plain = sight[Part.TEXT] is Sight.SHOWN and sight[Part.NUMBER] is Sight.SHOWN
    return text if plain else without_numbers(text)


def for_many(text: str) -> str:
    """A text for papers that many read: nobody's name and nobody's number."""
    return without_numbers(without_names(text))


def without_numbers(text: str) -> str:
    """A text for people who see no numbers: written and spoken ones masked."""
    return spoken_hidden(mask_numbers_in(text))


def field_for(sight: Mapping[Part, Sight], name: str, value: str) -> str:
    """One field of the ticket as it is shown."""
    if name == "contact_phone":
        return number_for(sight, value)
    return name_for(sight, value) if name == "contact_name" else text_for(sight, value)


def about_field(sight: Mapping[Part, Sight], name: str, words: str) -> str:
    """Words about a field that repeat its value, 138..（不完整）or 听到138..: hidden with it, or without numbers."""
    if name != "contact_phone":
        return field_for(sight, name, words)
    if sight[Part.NUMBER] is Sight.SHOWN:
        return words
    return without_numbers(words) if sight[Part.NUMBER] is Sight.MASKED else ""
