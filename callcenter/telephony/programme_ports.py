"""The programme for those who wait: one party's sound for many legs. Orders, and what telephony tells of it."""

from dataclasses import dataclass
from enum import StrEnum


class FeedState(StrEnum):
    """Whether a feed brings something to hear."""

    HEARD = "heard"
    SILENT = "silent"  # packets come, and for ten seconds nothing was in them
    LOST = "lost"  # no packets, no leg, or nothing to carry them on


class StreamFault(StrEnum):
    """Why a stream brings no sound."""

    CONNECTING = "connecting"  # it was not heard yet
    UNREACHABLE = "unreachable"  # no such host, nobody there, or no certificate to believe
    REFUSED = "refused"  # another answer than 200
    REDIRECTED = "redirected"  # too often, or to an address that may not be asked for
    STALLED = "stalled"  # nothing comes any more
    ENDED = "ended"  # the server closed it
    NOT_SOUND = "not_sound"  # what comes is no sound that can be decoded
    LIBRARY = "library"  # the decoder is not installed
    DIED = "died"  # the process that decodes; it is started again


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedHeard:
    """A feed is heard, silent or lost from now on, or its loudness has changed by some decibels."""

    name: str
    state: FeedState
    level_db: float = -90.0  # of the last second, below full scale
    why: str = ""  # of a stream that is not heard, a word of StreamFault


@dataclass(frozen=True, slots=True, kw_only=True)
class MixChanged:
    """A call's conference is not mixed any more, its first two are bridged meanwhile; or it is mixed again."""

    call_id: str
    mixed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """Let what a leg's party says be a feed that any number of legs may listen to; without a leg the feed is over.

    `whole`: with what the party is sent, as a studio's return has everybody but the caller on its own line. The leg's
    own sound and its copies do not change. The same order again changes nothing; another leg takes the place of the
    one before.

    `stream`: no leg, but a stream at that address; it is asked for again whenever it is gone. `leg_id` is then a name
    of no leg, by which it can be copied like one.
    """

    name: str
    leg_id: str = ""
    whole: bool = False
    stream: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayIn:
    """Play a stored sound once to a leg from its inner side, as a peer would be heard: so its copies have it too.

    The leg leaves its bridge or conference. Ends with `PromptEnded`, unless the leg is to hear something else before.
    """

    leg_id: str
    sound: str  # name of a file in the folder of stored sounds, without extension


@dataclass(frozen=True, slots=True, kw_only=True)
class Listen:
    """Let a leg hear prompts once, then a feed, unheard by everybody; it leaves its bridge or conference.

    While the feed is silent, lost or not there yet the leg hears `otherwise`, the last one looped; it comes back to
    the feed by itself.
    """

    leg_id: str
    feed: str
    first: tuple[str, ...] = ()
    otherwise: tuple[str, ...] = ()
