"""Which words were on air, who said them, and what is left out."""

from callcenter.gaps import gap_line
from callcenter.show.aftermath.words import Told, words_on_air
from callcenter.store.transcripts import Recording, SaidWord, SavedUtterance
from queueing.show.aftermath.record import read_show
from tests.rules.show.hour import an_hour

BEGINS = 1_763_700_000.0


def utterance(call_id: str, role: str, start_ms: int, text: str, *, timed: bool = True) -> SavedUtterance:
    """One sentence of 300 ms a character."""
    end_ms = start_ms + 300 * len(text)
    words = tuple(
        SaidWord(text=one, start_ms=start_ms + 300 * at, end_ms=start_ms + 300 * at + 300, confidence=1.0)
        for at, one in enumerate(text)
    )
    return SavedUtterance(
        utterance_id=f"{call_id}-{role}-{start_ms}",
        call_id=call_id,
        leg_id=f"{call_id}-{role}",
        role=role,
        start_ms=start_ms,
        end_ms=end_ms,
        text=text,
        words=words if timed else (),
    )


def told(call_id: str, started_at: float, *said: SavedUtterance) -> Told:
    return Told(
        recordings=(Recording(call_id=call_id, path="x.flac", seconds=999.0, started_at=started_at),), utterances=said
    )


SHOW = read_show("s1", an_hour("s1", BEGINS, aired=1, entries=1).facts)
ON_AIR = BEGINS + 300.0
CALL = "s1-c00"


def text(found: dict[str, Told], studio: str = "air-s1-1") -> list[tuple[str, str]]:
    made: list[tuple[str, str]] = []
    for word in words_on_air(SHOW, found, studio):
        if made and made[-1][0] == word.speaker:
            made[-1] = (word.speaker, made[-1][1] + word.text)
        else:
            made.append((word.speaker, word.text))
    return made


def test_what_a_caller_said_before_and_after_air_is_left_out() -> None:
    call = told(
        CALL,
        ON_AIR - 60.0,
        utterance(CALL, "caller", 10_000, "我要投诉某某"),
        utterance(CALL, "guest", 12_000, "您别急"),
        utterance(CALL, "caller", 65_000, "小区停水"),
        utterance(CALL, "caller", 60_000 + 181_000, "再见"),
    )
    assert text({CALL: call}) == [("王女士", "小区停水")]


def test_the_studios_words_come_from_its_line_once() -> None:
    call = told(
        CALL,
        ON_AIR - 60.0,
        utterance(CALL, "caller", 65_000, "停水三天"),
        utterance(CALL, "guest", 70_000, "今天恢复"),
    )
    line = told("air-s1-1", BEGINS - 20.0, utterance("air-s1-1", "operator", 330_000, "今天恢复"))
    assert text({CALL: call, "air-s1-1": line}) == [("王女士", "停水三天"), ("演播室", "今天恢复")]
    assert text({CALL: call}) == [("王女士", "停水三天"), ("演播室", "今天恢复")]


def test_a_caller_who_comes_back_on_the_studios_line_is_no_second_voice() -> None:
    call = told(CALL, ON_AIR - 60.0, utterance(CALL, "caller", 65_000, "停水三天"))
    line = told(
        "air-s1-1",
        BEGINS,
        utterance("air-s1-1", "operator", 305_400, "停水三天"),
        utterance("air-s1-1", "operator", 310_000, "停"),
    )
    assert text({CALL: call, "air-s1-1": line}) == [("王女士", "停水三天"), ("演播室", "停")]


def test_words_without_times_share_the_sentences_time() -> None:
    call = told(CALL, ON_AIR - 60.0, utterance(CALL, "caller", 65_000, "停水三天", timed=False))
    found = words_on_air(SHOW, {CALL: call}, "")
    assert [round(one.start - ON_AIR, 3) for one in found] == [5.0, 5.3, 5.6, 5.9]


def test_a_call_that_was_not_recorded_has_no_words() -> None:
    lost = Told(
        recordings=(Recording(call_id=CALL, path="", seconds=0.0, started_at=0.0, problem="disk"),),
        utterances=(utterance(CALL, "caller", 65_000, "停水"),),
    )
    assert text({CALL: lost}) == []


def test_a_note_that_nothing_was_recognised_is_no_word() -> None:
    lost = {"call_id": CALL, "leg_id": "l1", "role": "caller", "start_ms": 63_000, "end_ms": 66_000, "why": "x"}
    gap = gap_line(lost)
    call = told(CALL, ON_AIR - 60.0, gap, utterance(CALL, "caller", 70_000, "停水"))
    assert text({CALL: call}) == [("王女士", "停水")]
