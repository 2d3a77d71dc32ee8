"""How an edition of the show becomes rows and comes back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import time
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, insert, select, update

from callcenter.store.show_tables import show_editions, show_seats
from queueing.show.edition import Edition, EditionState, Guest, RundownItem, Seat, SeatKind
from queueing.show.plan import Attendance, ShowKind

_PLAIN = ("edition_id", "day", "title", "minutes", "note", "announced", "listed", "version")


def write_edition(connection: Connection, one: Edition, *, new: bool) -> None:
    """Put an edition and its seats in, in the place of what was there."""
    row = _row(one)
    if new:
        connection.execute(insert(show_editions), [row])
    else:
        which = show_editions.c.edition_id == one.edition_id
        connection.execute(update(show_editions).where(which).values(**row))
    connection.execute(delete(show_seats).where(show_seats.c.edition_id == one.edition_id))
    seats = [_seat_row(one.edition_id, place, seat) for place, seat in enumerate(one.seats)]
    if seats:
        connection.execute(insert(show_seats), seats)


def read_editions(connection: Connection, wanted: Any) -> tuple[Edition, ...]:
    """Read the editions of a condition by their days."""
    found = select(show_editions).where(wanted).order_by(show_editions.c.day, show_editions.c.edition_id)
    rows = connection.execute(found).mappings().all()
    seats = _seats(connection, [row["edition_id"] for row in rows])
    return tuple(_edition(row, seats.get(row["edition_id"], ())) for row in rows)


def _row(one: Edition) -> dict[str, Any]:
    week = one.week or (None, None)
    return {
        **{name: getattr(one, name) for name in _PLAIN},
        "week_first": week[0],
        "week_last": week[1],
        "kind": one.kind.value,
        "state": one.state.value,
        "starts": _clock(one.starts),
        "arrive": _clock(one.arrive),
        "topics": list(one.topics),
        "rundown": [asdict(item) for item in one.rundown],
    }


def _seat_row(edition_id: str, place: int, seat: Seat) -> dict[str, Any]:
    return {
        **asdict(seat),
        "edition_id": edition_id,
        "place": place,
        "kind": seat.kind.value,
        "guests": [asdict(guest) for guest in seat.guests],
        "attendance": seat.attendance.value if seat.attendance else "",
    }


def _seats(connection: Connection, edition_ids: Sequence[str]) -> Mapping[str, Iterable[Seat]]:
    wanted = select(show_seats).where(show_seats.c.edition_id.in_(edition_ids)).order_by(show_seats.c.place)
    found: dict[str, list[Seat]] = {}
    for row in connection.execute(wanted).mappings() if edition_ids else ():
        found.setdefault(row["edition_id"], []).append(_seat(row))
    return found


def _seat(row: RowMapping) -> Seat:
    return Seat(
        unit=row["unit"],
        kind=SeatKind(row["kind"]),
        leader=row["leader"],
        post=row["post"],
        is_new=row["is_new"],
        guests=tuple(Guest(**guest) for guest in row["guests"]),
        attendance=Attendance(row["attendance"]) if row["attendance"] else None,
        arrived_at=row["arrived_at"],
    )


def _edition(row: RowMapping, seats: Iterable[Seat]) -> Edition:
    return Edition(
        **{name: row[name] for name in _PLAIN},
        kind=ShowKind(row["kind"]),
        state=EditionState(row["state"]),
        week=(row["week_first"], row["week_last"]) if row["week_first"] else None,
        starts=_time(row["starts"]),
        arrive=_time(row["arrive"]),
        topics=tuple(row["topics"]),
        rundown=tuple(RundownItem(**item) for item in row["rundown"]),
        seats=tuple(seats),
    )


def _clock(at: time | None) -> str:
    return f"{at:%H:%M}" if at else ""


def _time(text: str) -> time | None:
    return time.fromisoformat(text) if text else None
