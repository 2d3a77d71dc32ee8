"""How often the public may look up progress: wrong codes are what is limited, so that right ones get through.

Guessing is bounded twice: 30 wrong codes a minute from one place, and once 3000 a minute are wrong altogether, a place
that has spent its 30 is asked nothing more, right or wrong, until they are over. Before that a right code is answered
whatever others behind the same address typed. A code has 60 bits (`callcenter/intake/progress.py`).
"""

from dataclasses import dataclass, field

from callcenter.web.rate import RateLimit

PER_PLACE = 600  # look-ups a minute, right or wrong: a flood; a phone network's whole city may sit behind one address
PER_CODE = 20
WRONG_OF_PLACE = 30
WRONG_OF_ALL = 3000


@dataclass(slots=True, kw_only=True)
class LookupGate:
    """Owns the times of what was looked up lately. Each answer: 0.0 go on, else so many seconds to wait."""

    _places: RateLimit = field(default_factory=lambda: RateLimit(most=PER_PLACE))
    _codes: RateLimit = field(default_factory=lambda: RateLimit(most=PER_CODE))
    _wrong: RateLimit = field(default_factory=lambda: RateLimit(most=WRONG_OF_PLACE))
    _all: RateLimit = field(default_factory=lambda: RateLimit(most=WRONG_OF_ALL))

    def before_s(self, place: str, now: float) -> float:
        """Before anything is looked at."""
        if wait_s := self._places.wait_s(place, now):
            return wait_s
        return min(self._all.spent_s("", now), self._wrong.spent_s(place, now))

    def right_s(self, code: str, now: float) -> float:
        """The code is one of ours."""
        return self._codes.wait_s(code, now)

    def wrong_s(self, place: str, now: float) -> float:
        """The code is none of ours."""
        return self._wrong.wait_s(place, now) or self._all.wait_s("", now)
