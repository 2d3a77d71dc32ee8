"""A call whose live words missed a new place name, its recording, and the model that knows the name."""

import shutil
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import soundfile

from callcenter.drafting import Knowledge, load_knowledge
from callcenter.packaged import city_dir, demo_model_dir
from callcenter.second_pass.recogniser import hear
from callcenter.second_pass.redraft import drafted_from
from callcenter.store.database import Database
from callcenter.store.journal import Journal
from callcenter.store.ticket import DraftTicket, Ticket
from callcenter.store.tickets import Tickets
from callcenter.store.transcripts import Recording, SaidWord, SavedUtterance, Transcripts
from tests.contracts.asr.speech import spoken_sentences
from tests.contracts.store.stories import answered_call

ZONE = ZoneInfo("Asia/Shanghai")
CALL = "c9"
NEW_NAME = "凤凰新村"
NEW_WORDS = Path(__file__).parents[2] / "data" / "graphs" / "fenghuang.flac"  # 凤凰新村停水三天了
_PAUSE = np.zeros(8000, np.int16)


def knowledge(folder: Path) -> Knowledge:
    """The demo city, which has built a new estate."""
    own = folder / "city"
    shutil.copytree(city_dir("demo"), own, ignore=shutil.ignore_patterns("*.npz"))
    with (own / "places.txt").open("a", encoding="utf-8") as places:
        places.write(f"{NEW_NAME}\t小区\n")
    return load_knowledge(own)


def record(folder: Path) -> Path:
    """The operator greets, the caller names the new estate: a channel each, as the ear writes it."""
    greeting = next(one for one in spoken_sentences() if one.name.startswith("greeting"))
    theirs = np.frombuffer(greeting.pcm, np.int16)
    caller, _ = soundfile.read(NEW_WORDS, dtype="int16")
    length = len(theirs) + len(_PAUSE) + len(caller) + len(_PAUSE)
    frames = np.zeros((length, 2), np.int16)
    frames[: len(theirs), 1] = theirs
    start = len(theirs) + len(_PAUSE)
    frames[start : start + len(caller), 0] = caller
    file = folder / "recordings" / f"{CALL}.flac"
    file.parent.mkdir(parents=True, exist_ok=True)
    soundfile.write(file, frames, 8000)
    return file


def heard_live(file: Path) -> list[SavedUtterance]:
    """What the demo model, which does not know the name, makes of it."""
    from asr.vosk_engine import VoskEngine  # noqa: PLC0415 - Kaldi only where it is heard

    found = hear(VoskEngine(demo_model_dir()), file, lambda _line: None)
    return [
        SavedUtterance(
            utterance_id=f"live-{number}",
            call_id=CALL,
            leg_id=f"leg-{one['channel']}",
            role=("caller", "operator")[one["channel"]],
            start_ms=one["start_ms"],
            end_ms=one["end_ms"],
            text=one["text"],
            words=tuple(SaidWord(**word) for word in one["words"]),
            engine="vosk",
            model="demo-zh-8k",
        )
        for number, one in enumerate(found, 1)
    ]


async def keep_call(
    database: Database, said: list[SavedUtterance], seconds: float, at: float, call_id: str = CALL
) -> None:
    """The call as it is after the hang-up: facts, words, recording."""
    journal = Journal(database)
    journal.append(answered_call(call_id, at=at))
    await journal.flush()
    transcripts = Transcripts(database)
    await transcripts.add(said)
    path = f"recordings/{call_id}.flac"
    recording = Recording(call_id=call_id, path=path, seconds=seconds, started_at=at + 5)
    await transcripts.save_recording(recording)


async def draft_call(database: Database, said: list[SavedUtterance], known: Knowledge, at: float) -> Ticket:
    """The draft the clerk made of the live words."""
    began = datetime.fromtimestamp(at, ZONE)
    drafted = drafted_from(said, known, began)
    draft = DraftTicket(
        ticket_id="t9",
        call_id=CALL,
        queue="hotline",
        operator_id="8001",
        operator_name="话务员8001",
        started_at=at,
        answered_at=at + 5,
        ended_at=at + 45,
        fields=drafted.fields,
        suggestions=drafted.suggestions,
    )
    return await Tickets(database).save_draft(draft, datetime.now(UTC))
