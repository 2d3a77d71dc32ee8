"""A recording in parts, as an ear leaves it that was killed: each is heard again, its words where they were said."""

from dataclasses import replace
from pathlib import Path

import pytest
import soundfile

from callcenter.second_pass.hearer import Ear
from callcenter.second_pass.reasons import Problem
from callcenter.store.passes import Passes, PassState
from callcenter.store.tables import utterances
from callcenter.store.transcripts import SavedUtterance, Transcripts
from tests.service.second_pass.conftest import Desk
from tests.service.second_pass.scene import CALL, NEW_NAME
from tests.service.second_pass.test_second_pass import JOB, ticket_of, worker

HOLE_S = 10.0


async def in_two_parts(desk: Desk) -> float:
    """The greeting in one file, the caller's words in another that begins ten seconds after it ends; where it ends."""
    whole = desk.folder / "recordings" / f"{CALL}.flac"
    samples, rate_hz = soundfile.read(whole, dtype="int16", always_2d=True)
    operator = next(one for one in desk.said if one.role == "operator")
    cut = (operator.end_ms + 500) * rate_hz // 1000
    transcripts = Transcripts(desk.database)
    (recording,) = (await transcripts.recordings_of([CALL]))[CALL]
    soundfile.write(whole, samples[:cut], rate_hz)
    soundfile.write(whole.with_name(f"{CALL}-2.flac"), samples[cut:], rate_hz)
    end_s, hole_ms = cut / rate_hz, round(HOLE_S * 1000)
    first = replace(recording, seconds=end_s)
    second = replace(
        recording,
        path=f"recordings/{CALL}-2.flac",
        seconds=(len(samples) - cut) / rate_hz,
        started_at=recording.started_at + end_s + HOLE_S,
    )
    for part in (first, second):
        await transcripts.save_recording(part)
    caller = utterances.update().where(utterances.c.role == "caller")  # heard live when it was said, after the hole
    later = caller.values(start_ms=utterances.c.start_ms + hole_ms, end_ms=utterances.c.end_ms + hole_ms)
    await desk.database.write(lambda connection: connection.execute(later))
    return end_s


def live_in_the_hole(end_s: float) -> SavedUtterance:
    """Heard live while nothing was recorded: nobody can hear it again."""
    start_ms = round(end_s * 1000) + 2000
    return SavedUtterance(
        utterance_id="live-hole", call_id=CALL, leg_id="leg-0", role="caller", start_ms=start_ms,
        end_ms=start_ms + 3000, text="我叫李明", engine="vosk", model="demo-zh-8k",
    )  # fmt: skip


async def test_each_part_is_heard_and_its_words_stand_at_their_time_of_the_call(desk: Desk, city_model: Path) -> None:
    end_s = await in_two_parts(desk)
    await Transcripts(desk.database).add([live_in_the_hole(end_s)])
    keeper = desk.keeper()
    await keeper.look(desk.queue)
    async with worker(desk, Ear(engine="vosk", model=city_model)) as one:
        assert await one.look()
    assert (await Passes(desk.database).get(JOB)).state is PassState.HEARD
    await keeper.look(desk.queue)
    said = (await Transcripts(desk.database).of_calls([CALL]))[CALL]
    assert [(one.role, one.text, one.is_gap) for one in said] == [
        ("operator", "您好这里是政府服务热线", False),
        ("caller", "〔10 秒没有录音〕", True),
        ("caller", "我叫李明", False),
        ("caller", f"{NEW_NAME}停水三天了", False),
    ]
    was = next(one for one in desk.said if one.role == "caller")
    assert said[3].start_ms == pytest.approx(was.start_ms + HOLE_S * 1000, abs=150)
    assert all(said[3].start_ms <= word.start_ms <= word.end_ms <= said[3].end_ms for word in said[3].words)
    assert {one.version for one in said} == {2}
    assert (said[2].engine, said[2].model, said[3].model) == ("vosk", "demo-zh-8k", "city")
    assert (await ticket_of(desk)).fields["place"].value == NEW_NAME
    places = {span.utterance_id for span in (await ticket_of(desk)).fields["place"].spans}
    assert places <= {one.utterance_id for one in said}


async def test_a_part_that_is_gone_costs_a_try_and_the_words_stay(desk: Desk, city_model: Path) -> None:
    await in_two_parts(desk)
    (desk.folder / "recordings" / f"{CALL}-2.flac").unlink()
    await desk.keeper().look(desk.queue)
    async with worker(desk, Ear(engine="vosk", model=city_model)) as one:
        assert await one.look()
    job = await Passes(desk.database).get(JOB)
    assert (job.state, job.problem, job.attempts) == (PassState.WAITING, Problem.RECORDING_MISSING, 1)
    assert "part 2" in job.detail
    said = (await Transcripts(desk.database).of_calls([CALL]))[CALL]
    assert [one.text for one in said] == [one.text for one in desk.said]
