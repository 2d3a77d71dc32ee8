"""Tables of the show's plan: editions, units on air, contacts, leave, materials, daily lists, promises, opinions."""

from sqlalchemy import JSON, BigInteger, Boolean, Column, Date, Double, Index, Integer, Table

from callcenter.store.columns import BIG, text_column
from callcenter.store.tables import METADATA

show_editions = Table(
    "show_editions",
    METADATA,
    text_column("edition_id", primary_key=True),
    Column("day", Date, nullable=False, index=True),
    Column("week_first", Date),
    Column("week_last", Date),
    text_column("kind"),
    text_column("title"),
    text_column("starts"),  # 09:00; '' not fixed
    Column("minutes", Integer, nullable=False),
    text_column("arrive"),
    Column("topics", JSON, nullable=False),
    Column("rundown", JSON, nullable=False),
    text_column("note"),
    Column("announced", Date, nullable=False),
    Column("listed", Boolean, nullable=False),
    text_column("state"),
    Column("version", Integer, nullable=False),
)

show_seats = Table(
    "show_seats",
    METADATA,
    text_column("edition_id", primary_key=True),
    text_column("unit", primary_key=True),
    Column("place", Integer, nullable=False),
    text_column("kind"),
    text_column("leader"),
    text_column("post"),
    Column("is_new", Boolean, nullable=False),
    Column("guests", JSON, nullable=False),
    text_column("attendance"),  # '' nobody noted it
    Column("arrived_at", Double),
)

show_contacts = Table(
    "show_contacts",
    METADATA,
    text_column("edition_id", primary_key=True),
    text_column("unit", primary_key=True),
    Column("place", Integer, primary_key=True, autoincrement=False),
    text_column("name"),
    text_column("post"),
    text_column("office_phone"),
    text_column("mobile"),
    text_column("email"),
    text_column("qq"),
    Column("filed_on", Date, nullable=False),  # the day the unit first filed a list; changes keep it
)

show_leaves = Table(
    "show_leaves",
    METADATA,
    text_column("edition_id", primary_key=True),
    text_column("unit", primary_key=True),
    text_column("reason"),
    text_column("delegate"),
    text_column("delegate_post"),
    Column("asked_on", Date, nullable=False),
    Column("late", Boolean, nullable=False),
)

show_marks = Table(
    "show_marks",
    METADATA,
    text_column("edition_id", primary_key=True),
    text_column("rule_id", primary_key=True),
    Column("done_on", Date, nullable=False),
    text_column("by"),
    text_column("note"),
)

show_materials = Table(
    "show_materials",
    METADATA,
    text_column("material_id", primary_key=True),
    text_column("edition_id", index=True),  # '' for the daily edition alone
    text_column("title"),
    text_column("sha256"),
    text_column("name"),
    text_column("media"),
    Column("size_bytes", BigInteger, nullable=False),
    text_column("by"),
    Column("at", Double, nullable=False),
    text_column("verified_by"),
    Column("verified_at", Double),
    text_column("verified_how"),
    Column("air", Date, index=True),  # in which daily edition
    Column("version", Integer, nullable=False),
)

show_daily = Table(
    "show_daily",
    METADATA,
    Column("day", Date, primary_key=True),
    text_column("outline"),
    Column("filed_on", Date),
    text_column("filed_by"),
    Column("version", Integer, nullable=False),
)

show_required = Table(
    "show_required",
    METADATA,
    Column("year", Integer, primary_key=True, autoincrement=False),
    text_column("unit", primary_key=True),
    Column("place", Integer, nullable=False),
    Column("as_unit", Boolean, nullable=False),
    Column("as_leader", Boolean, nullable=False),
)

show_promises = Table(
    "show_promises",
    METADATA,
    text_column("promise_id", primary_key=True),
    text_column("edition_id", index=True),
    text_column("unit"),
    text_column("words"),
    Column("due", Date),
    text_column("by"),
    Column("at", Double, nullable=False),
    Column("kept_on", Date),
    text_column("result"),
    text_column("who", server_default=""),  # the leader who made it
    Column("withdrawn_on", Date),
)

show_opinions = Table(
    "show_opinions",
    METADATA,
    text_column("opinion_id", primary_key=True),
    text_column("edition_id", index=True),
    text_column("unit"),  # '' for all of them
    text_column("text"),
    text_column("source"),
    text_column("by"),
    Column("at", Double, nullable=False),
    text_column("topic", server_default=""),
    text_column("verdict", server_default=""),  # '' words only
    text_column("channel", server_default=""),  # '' as old ones have it
    text_column("sender", server_default=""),  # who it is nobody can say; the same again within the edition
    Column("people", Integer, nullable=False, server_default="1"),  # slips counted together
)

show_opinion_salts = Table(  # gone when an edition takes no more opinions: senders cannot be found by trying numbers
    "show_opinion_salts",
    METADATA,
    text_column("edition_id", primary_key=True),
    text_column("salt"),
)

show_history = Table(
    "show_history",
    METADATA,
    Column("entry_id", BIG, primary_key=True),
    text_column("edition_id"),
    Column("at", Double, nullable=False),
    text_column("by"),
    text_column("what"),
    Column("detail", JSON, nullable=False),  # no numbers of people
    Index(None, "edition_id", "entry_id"),
)
