"""Tables of units: the tree, the duty directory, grids and people, rosters, call-outs, and whose people sign in."""

from sqlalchemy import JSON, Boolean, Column, Date, Double, ForeignKey, Integer, Table, Text

from callcenter.store.columns import BIG, text_column
from callcenter.store.tables import METADATA, UtcTime

units = Table(
    "units",
    METADATA,
    text_column("unit_id", primary_key=True),
    text_column("name"),
    text_column("kind"),
    text_column("parent_id", index=True),
    Column("aliases", JSON, nullable=False),
    Column("duties", JSON, nullable=False),
    Column("areas", JSON, nullable=False),
    Column("active", Boolean, nullable=False),
)

unit_members = Table(
    "unit_members",
    METADATA,
    text_column("subject", primary_key=True),  # name of a user, or id of a token
    text_column("unit_id", index=True),
)

duties = Table(
    "duties",
    METADATA,
    text_column("duty_id", primary_key=True),
    text_column("item"),
    text_column("unit_id", index=True),
    Column("assisting", JSON, nullable=False),
    Column("keywords", JSON, nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("valid_to", Date),
    text_column("source"),
    Column("version", Integer, nullable=False),
)

duty_versions = Table(
    "duty_versions",
    METADATA,
    text_column("duty_id", primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("at", UtcTime, nullable=False),
    text_column("actor"),
    Column("body", JSON, nullable=False),
)

grids = Table(
    "grids",
    METADATA,
    text_column("grid_id", primary_key=True),
    text_column("name"),
    text_column("area"),
    Column("places", JSON, nullable=False),
)

persons = Table(
    "persons",
    METADATA,
    text_column("person_id", primary_key=True),
    text_column("name"),
    text_column("kind"),
    text_column("unit_id"),
    text_column("phone"),
    Column("skills", JSON, nullable=False),
    Column("grids", JSON, nullable=False),
    Column("areas", JSON, nullable=False),
    Column("weekdays", JSON, nullable=False),
    Column("shifts", JSON, nullable=False),
    Column("present", Boolean, nullable=False),
)

on_call = Table(
    "on_call",
    METADATA,
    text_column("turn_id", primary_key=True),
    text_column("unit_id", index=True),
    text_column("name"),
    text_column("number"),
    Column("rank", Integer, nullable=False),
    Column("since", Double, nullable=False),
    Column("until", Double),
)

call_outs = Table(
    "call_outs",
    METADATA,
    text_column("call_out_id", primary_key=True),
    text_column("ticket_id", index=True),
    text_column("unit_id"),
    text_column("asked_by"),
    text_column("reason"),
    Column("began_at", Double, nullable=False),
    Column("ended_at", Double),
    text_column("result"),  # '' while it goes on; reached, exhausted, stopped
    text_column("why"),
)

call_out_attempts = Table(
    "call_out_attempts",
    METADATA,
    Column("call_out_id", Text, ForeignKey("call_outs.call_out_id"), primary_key=True),
    Column("number_in_order", Integer, primary_key=True, autoincrement=False),
    text_column("unit_id"),
    text_column("name"),
    text_column("number"),
    Column("rank", Integer, nullable=False),
    Column("at", Double, nullable=False),
    text_column("answer"),
    text_column("call_id"),
)

list_revisions = Table(
    "list_revisions",
    METADATA,
    text_column("name", primary_key=True),
    Column("revision", BIG, nullable=False),
)
