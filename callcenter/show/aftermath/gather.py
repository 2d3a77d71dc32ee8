"""Read everything one show's aftermath is made from: the ledger, words, recordings, tickets, who came."""

import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from callcenter.profiles import load_profile
from callcenter.settings import Settings
from callcenter.show.aftermath.levelling import Level
from callcenter.show.aftermath.material import LINE_RATE_HZ, Material
from callcenter.show.aftermath.outlet_settings import outlets_of
from callcenter.show.aftermath.score_rules import load_score_rules
from callcenter.show.aftermath.tape import CALLER, OTHERS, Take, Track
from callcenter.show.aftermath.voices import voices
from callcenter.show.aftermath.words import Told, named, words_on_air
from callcenter.show.promise_rows import Reckoning, of_live
from callcenter.show.unit_called import listed_name
from callcenter.store.database import Database
from callcenter.store.editions import Editions
from callcenter.store.faults import NotFoundError
from callcenter.store.lists import open_lists
from callcenter.store.matters import Matters
from callcenter.store.media import media_facts
from callcenter.store.promises import PromiseQuery, listed
from callcenter.store.shows import Shows
from callcenter.store.tables import calls
from callcenter.store.transcripts import Recording, Transcripts
from callcenter.ticketing.calendar_keeper import site_calendars
from callcenter.ticketing.rule_book import open_rule_book
from queueing.show.aftermath.record import ShowRecord, read_show
from queueing.show.media import media_of
from queueing.show.plan import Attendance
from queueing.studio.state import air_recording
from queueing.units.unit_tree import Unit

DAY_S = 86_400.0
PROMISES_MOST = 1000  # of one show


async def gather(settings: Settings, database: Database, show_id: str, now: float) -> Material:
    """Read a show that has signed off.

    Raises:
        TransitionError: there is no such show, or it has not signed off.
        ScoreRulesError, ProfileError, CalendarError: a file of the city cannot be used.

    """
    return await _with_sound(settings, database, await gather_matters(settings, database, show_id, now))


async def gather_matters(settings: Settings, database: Database, show_id: str, now: float) -> Material:
    """The same without words and sound: enough for lists and forms, in a fraction of the time.

    Raises:
        TransitionError, ScoreRulesError, ProfileError, CalendarError: as for `gather`.

    """
    zone = ZoneInfo(settings.site.timezone)
    units = await open_lists(database).units.all()
    show = _named(read_show(show_id, await Shows(database).facts_of(show_id)), units)
    switches = load_profile(settings.site.city).switches
    bare = Material(
        clips=switches.clips,
        edits=switches.tv_edit_parts > 0,
        show=show,
        zone=zone,
        site=settings.site.title,
        outlets=outlets_of(settings.show.outlet, show, zone),
        score_rules=load_score_rules(settings.site.city),
        now=now,
        level=Level(lufs=settings.show.clip_lufs, peak_dbtp=settings.show.clip_peak_dbtp),
        numbers=await database.read(lambda connection: _numbers(connection, _calls(show))),
        attendance={listed_name(one, units): how for one, how in (await _attendance(database, show_id)).items()},
        media=media_of(await database.read(lambda connection: media_facts(connection, show_id))),
    )
    return await _with_promises(settings, database, await _with_tickets(settings, database, bare), units)


def _named(show: ShowRecord, units: Sequence[Unit]) -> ShowRecord:
    """Name its units as the city's list does: a unit is one line of a list and has one form, whatever the plan says."""
    return replace(show, units=tuple(dict.fromkeys(listed_name(one, units) for one in show.units)))


def _calls(show: ShowRecord) -> list[str]:
    return [one.call_id for one in show.items if one.call_id]


async def _with_sound(settings: Settings, database: Database, m: Material) -> Material:
    """Words with their voices, and where the sound is."""
    line = air_recording(m.show.show_id, 1)
    wanted = [*(one.call_id for one in m.show.aired if one.call_id), line]
    store = Transcripts(database)
    said, recorded = await store.of_calls(wanted), await store.recordings_of(wanted)
    told = {one: Told(recordings=tuple(recorded.get(one, ())), utterances=tuple(said.get(one, ()))) for one in wanted}
    tracks = {one: tracks_of(settings.data_dir(), recorded.get(one, ())) for one in wanted if recorded.get(one)}
    words = words_on_air(m.show, told, line)
    heard: dict[float, str] = {}
    if studio := tracks.get(line, ()):
        with contextlib.suppress(OSError, RuntimeError):  # a recording that cannot be read names nobody
            heard = voices(words, studio[OTHERS], LINE_RATE_HZ, "、".join(m.show.units))
    return replace(m, words=tuple(named(words, heard)), tracks=tracks)


def tracks_of(data_dir: Path, recordings: Sequence[Recording]) -> tuple[Track, ...]:
    """Both channels of what was recorded of a call and lies on disk."""
    takes = tuple(
        Take(
            path=data_dir / one.path,
            started_at=one.started_at,
            seconds=one.seconds,
            rate_hz=one.rate_hz,
            channels=one.channels,
        )
        for one in recordings
        if one.path and (data_dir / one.path).is_file()
    )
    return (Track(takes=takes, channel=CALLER), Track(takes=takes, channel=OTHERS)) if takes else ()


async def _with_tickets(settings: Settings, database: Database, m: Material) -> Material:
    office = open_rule_book(settings.site.city, m.zone, site_calendars(settings.data_dir())).office
    known = Matters(database)
    wanted = {one.ticket_id for one in m.show.items if one.ticket_id}
    if not wanted:
        return m
    found = await known.of_period(m.show.opened_at - DAY_S, m.now + DAY_S, office)
    words = await known.words(wanted)
    return replace(m, tickets=words, matters={one.ticket_id: one for one in found if one.ticket_id in wanted})


async def _with_promises(settings: Settings, database: Database, m: Material, units: Sequence[Unit]) -> Material:
    """What a person has confirmed, as it stands now."""
    calendar = open_rule_book(settings.site.city, m.zone, site_calendars(settings.data_dir())).office.calendar
    by = Reckoning(
        today=datetime.fromtimestamp(m.now, m.zone).date(),
        calendar=calendar,
        zone=m.zone,
        names={one.unit_id: one.name for one in units},
    )
    query = PromiseQuery(show_id=m.show.show_id, limit=PROMISES_MOST)
    rows = await database.read(lambda connection: listed(connection, query))
    return replace(m, promises=tuple(of_live(row, by, m.show.units) for row in rows))


def _numbers(connection: Connection, call_ids: Sequence[str]) -> Mapping[str, str]:
    wanted = select(calls.c.call_id, calls.c.caller_number).where(calls.c.call_id.in_(call_ids))
    return {row.call_id: row.caller_number for row in connection.execute(wanted) if row.caller_number}


async def _attendance(database: Database, show_id: str) -> dict[str, Attendance]:
    """Who came, when the show stands in the year's plan."""
    try:
        edition = await Editions(database).one(show_id)
    except NotFoundError:
        return {}
    return {seat.unit: seat.attendance for seat in edition.seats if seat.attendance is not None}
