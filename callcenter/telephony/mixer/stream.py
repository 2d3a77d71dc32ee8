"""The RTP stream a leg hears from the mixer: it goes on where the stream it heard before left off. Pure."""

import struct

_HEAD = struct.Struct("!BBHII")


class OutStream:
    """Owns source, sequence and timestamp of one outgoing stream.

    A phone that sees another source may start its jitter buffer anew, or forget to and stay deaf. So the mixer's
    stream takes over the numbers of the leg that was heard until now: for the phone nothing has changed.
    """

    def __init__(self, payload_type: int) -> None:
        self._payload_type = payload_type
        self._source = self._sequence = self._timestamp = 0
        self.begun = False

    def begin(self, source: int, sequence: int, timestamp: int) -> None:
        """Say with which numbers the next packet goes out; once."""
        self._source, self._sequence, self._timestamp = source, sequence, timestamp
        self.begun = True

    def packet(self, payload: bytes) -> bytes:
        """Return the next packet."""
        head = _HEAD.pack(0x80, self._payload_type, self._sequence, self._timestamp, self._source)
        self._sequence = (self._sequence + 1) & 0xFFFF
        self._timestamp = (self._timestamp + len(payload)) & 0xFFFFFFFF
        return head + payload
