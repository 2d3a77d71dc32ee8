"""An hour of a show on the real board: fifty entries, five of them aired, one dump; for the tests of its aftermath."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from queueing.show.board import Description, Programme, ShowBoard
from queueing.show.facts import AirAnswer, EntryJoined, EntryKind, ShowFact
from queueing.show.state import Person, Role, ShowRules

BOTH = Person(name="chen", roles=frozenset({Role.PRODUCER, Role.HOST}))
RULES = ShowRules(air_positions=2, delay_s=6.0, most_waiting=80)
UNITS = ("市水务局",)
DUE = date(2026, 11, 29)
NAMES = ("王女士", "李先生", "赵女士", "孙先生", "周女士")
TOPICS = ("花园路小区停水三天", "路灯不亮", "公交改线", "垃圾清运", "暖气不热")
AREAS = ("天宁区", "钟楼区", "新北区", "武进区", "经开区")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How long the programme is, and when who is on air; seconds."""

    length_s: float = 3600.0
    first_s: float = 300.0
    every_s: float = 600.0
    stay_s: float = 180.0
    dump_at_s: float = 90.0  # into the second stay
    dump_s: float = 4.0


AN_HOUR = Pace()


class Hour:
    """A show under way; `at` is Unix seconds now."""

    def __init__(self, show_id: str, begins: float, pace: "Pace") -> None:
        self.show_id, self.begins, self.at, self.pace = show_id, begins, begins - 600.0, pace
        self.facts: list[ShowFact] = []
        self.board = ShowBoard(show_id, RULES)

    def note(self, facts: Sequence[ShowFact]) -> None:
        """Keep what happened."""
        self.facts += facts

    def open(self) -> None:
        """Open the lines ten minutes early, go live on the hour."""
        of = Programme(title="政风热线", units=UNITS, ends_at=self.begins + self.pace.length_s)
        self.note(self.board.open(self.at, BOTH, 6.0, of))

    def go_live(self) -> None:
        """Begin the programme."""
        self.at = self.begins
        self.note(self.board.go_live(self.at, BOTH))

    def join(self, number: int, kind: EntryKind = EntryKind.CALL) -> str:
        """Somebody joins and is screened."""
        entry_id = f"{self.show_id}-e{number:02d}"
        call_id = f"{self.show_id}-c{number:02d}" if kind is EntryKind.CALL else ""
        self.note(
            self.board.join(
                EntryJoined(
                    at=self.at, show_id=self.show_id, entry_id=entry_id, kind=kind, call_id=call_id, source="phone"
                )
            )
        )
        return entry_id

    def screen(self, entry_id: str, number: int) -> None:
        """The producer describes and parks an entry."""
        at, words = (
            self.at,
            Description(
                address=NAMES[number % len(NAMES)],
                area=AREAS[number % len(AREAS)],
                topic=TOPICS[number % len(TOPICS)],
            ),
        )
        self.note(self.board.screen(at, BOTH, entry_id))
        self.note(self.board.describe(at, BOTH, entry_id, words))
        self.note(self.board.ready(at, BOTH, entry_id))

    def air(self, entry_id: str, seconds: float, dump_at: float | None = None, dump_s: float = 4.0) -> None:
        """Put on air for so long; `dump_at` seconds into it the last seconds are dumped."""
        start = self.at
        self.note(self.board.put_on_air(start, BOTH, entry_id))
        if dump_at is not None:
            self.note(self.board.dump(start + dump_at, BOTH, dump_s, key=f"d-{entry_id}"))
        self.at = start + seconds
        self.note(self.board.off_air(self.at, BOTH, entry_id))
        self.note(self.board.thank(self.at + 1.0, BOTH, entry_id))

    def answer(self, entry_id: str, answer: AirAnswer, words: str = "") -> None:
        """Note what was said about a matter."""
        due = DUE if answer is AirAnswer.PROMISED else None
        self.note(self.board.answer(self.at, BOTH, entry_id, answer, words, due))

    def sign_off(self) -> None:
        """End the programme when its time is over."""
        self.at = self.begins + self.pace.length_s
        self.note(self.board.sign_off(self.at, BOTH))


ANSWERS = (AirAnswer.ANSWERED, AirAnswer.PROMISED, AirAnswer.ANSWERED, AirAnswer.TAKEN, AirAnswer.ANSWERED)
WORDS = ("今天下午恢复供水", "一周内修好路灯", "线路不变", "核实后答复", "热源已经恢复")


def an_hour(
    show_id: str,
    begins: float,
    aired: int = 5,
    entries: int = 50,
    answers: Sequence[AirAnswer] = ANSWERS,
    pace: Pace = AN_HOUR,
) -> Hour:
    """A whole show: `entries` join, `aired` of them go on air one after the other, the second one with a dump."""
    hour = Hour(show_id, begins, pace)
    hour.open()
    ids = [hour.join(number, EntryKind.MESSAGE if number % 10 == 9 else EntryKind.CALL) for number in range(entries)]
    for number, entry_id in enumerate(ids[:aired]):
        hour.screen(entry_id, number)
    hour.go_live()
    for number, entry_id in enumerate(ids[:aired]):
        hour.at = begins + pace.first_s + pace.every_s * number
        hour.air(entry_id, pace.stay_s, dump_at=pace.dump_at_s if number == 1 else None, dump_s=pace.dump_s)
        hour.answer(entry_id, answers[number % len(answers)], WORDS[number % len(WORDS)])
    hour.sign_off()
    return hour
