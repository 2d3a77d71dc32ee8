"""What a probe's sound tells: how loud, whether our words arrived, whether the expected words were said. Pure."""

import numpy as np
import numpy.typing as npt

from callcenter.drill.likeness import correlation, loudest_second, plain
from callcenter.drill.wav import RATE_HZ
from callcenter.telephony.phone.sound import loudest_dbfs

QUIETEST_DBFS = -120.0  # what silence is written as: minus infinity is no JSON

Floats = npt.NDArray[np.float64]


def level_dbfs(pcm: bytes) -> float | None:
    """The loudest second of PCM16LE at 8 kHz; None when there is less than a tenth of a second."""
    if len(pcm) < RATE_HZ // 10 * 2:
        return None
    return max(QUIETEST_DBFS, round(loudest_dbfs(pcm), 1))


def found_in(said_pcm: bytes, heard: Floats) -> float:
    """How well the loudest second of what was said is found anywhere in what was heard, 0 to 1."""
    said = np.frombuffer(said_pcm, np.int16).astype(np.float64)
    at = loudest_second(said)
    return round(correlation(said[at : at + RATE_HZ], heard), 3)


def words_share(expected: tuple[str, ...], text: str) -> float | None:
    """How many of the expected words the text holds, 0 to 1; digits count by value. None: no words are expected."""
    wanted = [word for one in expected if (word := plain(one))]
    if not wanted:
        return None
    heard = plain(text)
    return sum(word in heard for word in wanted) / len(wanted)
