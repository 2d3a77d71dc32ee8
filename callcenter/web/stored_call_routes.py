"""Stored calls (储存电话): which earlier calls may be kept for a show, and keeping one."""

from typing import Annotated

from pydantic import Field

from callcenter.masking import mask_numbers_in
from callcenter.show.stored_calls import Kept, NotStorableError
from callcenter.show.stored_sound import StoredSoundError
from callcenter.web import show_models as m
from callcenter.web.errors import ApiError
from callcenter.web.models import Said, UnixSeconds
from callcenter.web.route import Ask, route
from callcenter.web.show_command_table import PRODUCER
from callcenter.web.show_routes import SHOW, key_of, person_of, pressed
from queueing.show.board import Description

Place = Annotated[float, Field(ge=0.0, le=36_000.0, description="seconds from the beginning of the recording")]


class StorableView(Said):
    """A call that may be kept: screened for a show lately, over, recorded. Never its number."""

    call_id: str
    show_id: str
    show_title: str
    address: str
    area: str
    topic: str
    joined_at: UnixSeconds
    seconds: float


class StorableList(Said):
    """Newest first."""

    items: list[StorableView]


class KeepRecording(m.Press):
    """Keep a stretch of a call's recording, the caller's voice alone, in reserve. `to_s` 0: to its end."""

    call_id: Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]{1,64}$")]
    from_s: Place = 0.0
    to_s: Place = 0.0
    address: m.Short = ""
    area: m.Short = ""
    topic: m.Short


@route(
    "GET", f"{SHOW}/recordings", "储存电话: earlier calls that may be kept for this show", PRODUCER, out=StorableList
)
async def storable(ask: Ask) -> StorableList:
    """List calls that were screened for a show lately, are over, and were recorded."""
    await ask.parts.studio.studio.board(ask.ident("show_id"))
    found = await ask.parts.studio.stored.storable()
    return StorableList(
        items=[
            StorableView(
                call_id=one.entry.call_id,
                show_id=one.show_id,
                show_title=one.show_title,
                address=one.entry.address,
                area=one.entry.area,
                topic=one.entry.topic,
                joined_at=one.entry.joined_at,
                seconds=one.seconds,
            )
            for one in found
        ]
    )


@route("POST", f"{SHOW}/recordings", "储存电话: keep the recording of an earlier call, whole or cut", PRODUCER,
       body=KeepRecording, out=m.Pressed, audit="show_recording_kept")  # fmt: skip
async def keep(ask: Ask) -> m.Pressed:
    """Make the sound and put it into the reserve."""
    asked = ask.take(KeepRecording)
    words = Description(
        address=mask_numbers_in(asked.address), area=mask_numbers_in(asked.area), topic=mask_numbers_in(asked.topic)
    )
    kept = Kept(call_id=asked.call_id, from_s=asked.from_s, to_s=asked.to_s, words=words)
    try:
        done, entry_id = await ask.parts.studio.stored.keep(
            ask.ident("show_id"), person_of(ask.who), kept, key_of(ask, asked.key)
        )
    except (NotStorableError, StoredSoundError) as error:
        raise ApiError(422, "bad_recording", str(error)) from error
    await ask.parts.stores.journal.flush()
    return pressed(done, entry_id)


ROUTES = (storable, keep)
