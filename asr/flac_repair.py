"""A FLAC file whose writer was killed: make it whole up to its last complete frame (pure).

The writer fills in the number of samples only when it closes the file; without it players guess or give up.
Layout: "fLaC", STREAMINFO (4 + 34 bytes; the count is the low 36 bits of bytes 18-25), ..., frames. A frame of a
fixed-block stream begins with FF F8, says its number in UTF-8 manner and ends its header with a CRC-8 (RFC 9639).
"""

_COUNT_AT = 21  # byte whose low nibble is the top of the 36-bit count
_FRAMES_FROM = 42
_MAX_HEADER_BYTES = 16


def repair(data: bytes) -> bytes | None:
    """Give the file with its sample count set and the unfinished last frame cut off; None if nothing is whole."""
    if data[:4] != b"fLaC" or len(data) < _FRAMES_FROM:
        return None
    block_samples = int.from_bytes(data[8:10], "big")
    at = len(data)
    while (at := data.rfind(b"\xff\xf8", _FRAMES_FROM, at + 1 if at < len(data) else at)) > 0:
        number = _frame_number(data[at : at + _MAX_HEADER_BYTES])
        if number is not None:
            return _with_count(data[:at], number * block_samples) if number else None
        at -= 1
    return None


def _with_count(data: bytes, samples: int) -> bytes:
    count = samples.to_bytes(5, "big")
    head = bytearray(data[:_FRAMES_FROM])
    head[_COUNT_AT] = head[_COUNT_AT] & 0xF0 | count[0]
    head[_COUNT_AT + 1 : _COUNT_AT + 5] = count[1:]
    head[_COUNT_AT + 5 : _COUNT_AT + 21] = bytes(16)  # no MD5 of the sound: it was never computed
    return bytes(head) + data[_FRAMES_FROM:]


def _frame_number(header: bytes) -> int | None:
    """Read a frame header; None unless its checksum says it is one."""
    if len(header) < _MAX_HEADER_BYTES:
        return None
    first = header[4]
    ones = 0
    while first & (0x80 >> ones) and ones < 8:
        ones += 1
    length = max(ones, 1)
    number = first & (0x7F >> ones) if ones else first
    for byte in header[5 : 4 + length]:
        number = number << 6 | byte & 0x3F
    extra = {6: 1, 7: 2}.get(header[2] >> 4, 0) + {12: 1, 13: 2, 14: 2}.get(header[2] & 15, 0)
    end = 4 + length + extra
    return number if end < len(header) and _crc8(header[:end]) == header[end] else None


def _crc8(data: bytes) -> int:
    crc = 0
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc << 1 ^ 0x07 if crc & 0x80 else crc << 1) & 0xFF
    return crc
