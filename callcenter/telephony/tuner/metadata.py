"""Song titles that a server puts between the sound (ICY metadata), taken out again. Pure."""

from callcenter.telephony.tuner.faults import StreamError, StreamFault

LENGTH_UNIT = 16  # the length byte counts sixteens
MOST_INTERVAL = 1 << 20  # bytes of sound between two titles; servers say 8192 or 16000


def interval(header: str | None) -> int:
    """Read the header that says how many bytes of sound stand between two titles; 0: there are none.

    Raises:
        StreamError: it is no number, or an absurd one.

    """
    text = (header or "0").strip()
    if not text.isdecimal() or int(text) > MOST_INTERVAL:
        raise StreamError(StreamFault.NOT_SOUND, f"icy-metaint: expected 0 to {MOST_INTERVAL}, found {text[:20]}")
    return int(text)


class Untitled:
    """Owns the place in a stream where the next title is due; `sound` gives what is none."""

    def __init__(self, every: int) -> None:
        self._every = every
        self._left = every  # bytes of sound until the next length byte
        self._title = 0  # bytes of a title still to come

    def sound(self, data: bytes) -> bytes:
        """Return the sound in the next bytes, however they are cut."""
        if not self._every:
            return data
        out, at = bytearray(), 0
        while at < len(data):
            if self._title:
                step = min(self._title, len(data) - at)
                self._title -= step
            elif self._left:
                step = min(self._left, len(data) - at)
                self._left -= step
                out += data[at : at + step]
            else:
                step, self._title, self._left = 1, LENGTH_UNIT * data[at], self._every
            at += step
        return bytes(out)
