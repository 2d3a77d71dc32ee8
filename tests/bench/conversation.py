"""What both sides of a call say: spoken sentences in turn, one side silent while the other speaks."""

from dataclasses import dataclass
from pathlib import Path

SPEECH = Path(__file__).parents[1] / "data" / "speech"
PACKET_BYTES = 160  # 20 ms of G.711 at 8 kHz
SILENCE = b"\xd5"
PAUSE_S = 0.7  # between two turns
BYTES_PER_S = 8000
# The citizen's sentences and what was said in them (tests/data/speech/manifest.jsonl).
SENTENCES = {
    "water-off": "阳光小区停水三天了",
    "noise": "人民路夜间施工噪音扰民",
    "name": "我姓陈住在和平小区",
    "lamp": "建设路的路灯坏了没人修",
    "housing": "请问公租房怎么申请",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """A-law of both sides, equally long, a whole number of packets."""

    caller: tuple[bytes, ...]
    operator: tuple[bytes, ...]
    said: tuple[str, ...]  # the caller's sentences in order
    seconds: float
    talk_share: float  # part of the time in which one of the two speaks


def conversation(first: int) -> Conversation:
    """Return a conversation of two of the citizen's sentences and two of the operator's, for ever to be repeated.

    Args:
        first: which sentence comes first, so that not every call says the same.

    """
    names = list(SENTENCES)
    citizen = [names[first % len(names)], names[(first + 1) % len(names)]]
    turns = [("operator", "greeting"), ("caller", citizen[0]), ("operator", "goodbye"), ("caller", citizen[1])]
    sides: dict[str, list[bytes]] = {"caller": [], "operator": []}
    spoken = 0
    for side, name in turns:
        sound = (SPEECH / f"{name}.al").read_bytes()
        spoken += len(sound)
        pause = SILENCE * int(PAUSE_S * BYTES_PER_S)
        sides[side].append(sound + pause)
        sides["operator" if side == "caller" else "caller"].append(SILENCE * len(sound + pause))
    caller, operator = (_packets(b"".join(sides[side])) for side in ("caller", "operator"))
    length_s = len(caller) * PACKET_BYTES / BYTES_PER_S
    return Conversation(
        caller=caller,
        operator=operator,
        said=tuple(SENTENCES[name] for name in citizen),
        seconds=length_s,
        talk_share=spoken / BYTES_PER_S / length_s,
    )


def _packets(sound: bytes) -> tuple[bytes, ...]:
    filled = sound + SILENCE * (-len(sound) % PACKET_BYTES)
    return tuple(filled[start : start + PACKET_BYTES] for start in range(0, len(filled), PACKET_BYTES))
