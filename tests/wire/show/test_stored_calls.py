"""A stored call on the real wire: the studio's phone hears the caller of before, then nobody, and it is on file."""

import pytest

from callcenter.show.stored_calls import Kept, NotStorableError
from callcenter.show.stored_sound import StoredSoundError
from callcenter.store.transcripts import Recording
from queueing.events import RecordingEnded
from queueing.show.board import Description
from queueing.show.facts import EntryEnd, EntryKind
from queueing.show.state import EntryState
from tests.rules.show.studio import BOTH, PRODUCER
from tests.wire.show.scene import WINDOW, Party, tones
from tests.wire.show.test_studio_on_air import EVERY_HZ, FIRST_HZ, NEXT_HZ, Room, hears, room

pytestmark = [pytest.mark.wire, pytest.mark.timeout(300)]

LONG_S = 8.0  # so that it still plays when the service is back
WORDS = Description(address="王女士", area="天宁区", topic="小区停水")


async def finished_call(made: Room) -> str:
    """A caller is screened, waits, hangs up, and is recorded; answers the call."""
    here, producer = made.here, made.here.parties[2]
    caller, call_id = await here.caller(FIRST_HZ, "13800000002")
    await here.until(lambda: call_id in made.state.entries)
    await made.screened(call_id, producer, FIRST_HZ)
    await here.until(lambda: caller.samples() > LONG_S * 8000, within_s=60.0)
    assert caller.call is not None
    caller.call.hang_up()
    await here.until(lambda: made.state.entry(call_id).state is EntryState.GONE)
    await here.until(lambda: any(body["call_id"] == call_id for body in here.closed))
    body = next(body for body in here.closed if body["call_id"] == call_id)
    told = {name: body[name] for name in ("seconds", "started_at", "rate_hz", "channels")}
    await made.stores.transcripts.save_recording(Recording(call_id=call_id, path=body["recording"], **told))
    return call_id


async def quiet(made: Room, studio: Party) -> None:
    """Wait until the studio hears nobody."""
    newest = 20 * WINDOW
    await made.here.until(lambda: set(tones(studio.heard(studio.samples() - newest), EVERY_HZ)) == {0})


async def test_a_stored_call_is_heard_in_the_studio_as_a_caller_is_and_ends_by_itself() -> None:
    async with room() as made:
        here, studio = made.here, made.here.studio(1)
        call_id = await finished_call(made)
        stored = made.stored
        assert [one.entry.call_id for one in await stored.storable()] == [call_id]
        with pytest.raises(NotStorableError, match="expected a call that was screened"):
            await stored.keep("S1", PRODUCER, Kept(call_id="C0", from_s=0.0, to_s=0.0, words=WORDS), "")
        with pytest.raises(StoredSoundError, match="expected 1 to 600 s"):
            await stored.keep("S1", PRODUCER, Kept(call_id=call_id, from_s=900.0, to_s=0.0, words=WORDS), "")
        _, entry_id = await stored.keep("S1", PRODUCER, Kept(call_id=call_id, from_s=0.0, to_s=2.0, words=WORDS), "")
        entry = made.state.entry(entry_id)
        assert (entry.kind, entry.state, entry.stored) == (EntryKind.RECORDING, EntryState.READY, True)

        await made.act(lambda board, now: board.choose_next(now, PRODUCER, entry_id))
        since = studio.samples()
        await made.act(lambda board, now: board.take_next(now, BOTH, entry_id))
        await here.until(lambda: entry.state is EntryState.GONE)
        await quiet(made, studio)
        heard = tones(studio.heard(since), EVERY_HZ)
        assert 90 <= heard.count(FIRST_HZ) <= 105, "two seconds of the caller, and that once"
        assert set(heard) <= {0, -1, FIRST_HZ}
        assert (entry.end, [one.why for one in here.of(RecordingEnded)]) == (EntryEnd.AIRED, ["played"])

        _, again = await stored.keep("S1", PRODUCER, Kept(call_id=call_id, from_s=0.0, to_s=0.0, words=WORDS), "")
        live, live_id = await here.caller(NEXT_HZ, "13800000003")
        await here.until(lambda: live_id in made.state.entries)
        await made.screened(live_id, here.parties[2], NEXT_HZ)
        await made.act(lambda board, now: board.put_on_air(now, BOTH, again))
        await hears(here, studio, FIRST_HZ, 0.2)
        await made.dies()
        await made.act(lambda board, now: board.choose_next(now, PRODUCER, live_id))
        since = studio.samples()
        await made.act(lambda board, now: board.off_air(now, BOTH, again))
        await quiet(made, studio)
        assert tones(studio.heard(since), EVERY_HZ).count(FIRST_HZ) < 50, "stopped, not played out"
        await made.act(lambda board, now: board.take_next(now, BOTH, live_id))
        await hears(here, studio, NEXT_HZ)
        assert live.talking

        await made.act(lambda board, now: board.sign_off(now, BOTH))
        sent = tones((await here.recording("air-S1-1"))[:, 0], EVERY_HZ)
        assert sent.count(FIRST_HZ) > 100, "what was played is in the recording of the line"
        assert not list(stored.folder.glob("stored-*")), "kept for this show alone"
