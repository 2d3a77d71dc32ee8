"""Of every table: which retention class takes it, or why it stays. A new table without a line here fails a test."""

from collections.abc import Mapping
from enum import StrEnum

from callcenter.store.purge_matters import Matter


class Stays(StrEnum):
    """Why a table has no class: its rows stay, or go in another way."""

    NOBODY = "nobody"  # ids, counts, codes and texts of offices: nobody's data
    STAFF = "staff"  # people of the desk and of units: as long as they serve, changed by administrators
    AUDIT = "audit"  # who looked and who erased: the proof itself, kept whole
    PAPER = "paper"  # a report that was issued is a document of the office
    SHOW = "show"  # the register of a broadcast, kept whole; numbers are hidden when it is written
    HOLD = "hold"  # a legal hold is gone when it is released, and then a line of who held what
    SHORT = "short"  # goes by itself: when it is used up, or after a fixed time


CLASSES: Mapping[str, Matter] = {
    "recordings": Matter.RECORDINGS,
    "probe_runs": Matter.PROBE_RECORDINGS,  # measures of the site's own calls stay
    "utterances": Matter.TRANSCRIPTS,
    "transcript_lines": Matter.TRANSCRIPTS,
    "transcript_numbers": Matter.TRANSCRIPTS,
    "transcript_versions": Matter.TRANSCRIPTS,
    "second_passes": Matter.TRANSCRIPTS,
    "checked_words": Matter.TRANSCRIPTS,
    "aftermath_runs": Matter.SHOWS,
    "intake": Matter.UNTAKEN,  # of a draft put aside with DRAFTS, of a registered ticket with TICKETS
    "missed_calls": Matter.MISSED,
    "listed_numbers": Matter.LISTS,
    "facts": Matter.FACTS,
    "calls": Matter.CALLS,
    "call_operators": Matter.CALLS,
    **dict.fromkeys(
        (
            "tickets", "ticket_edits", "ticket_work", "attachments", "progress_codes", "inbox_locks", "call_outs",
            "hard_cases", "air_promises",
        ),
        Matter.TICKETS,  # of a draft with DRAFTS or UNTAKEN
    ),
}  # fmt: skip

STAYS: Mapping[str, Stays] = {
    **dict.fromkeys(
        (
            "matters",  # figures of a ticket: kind, unit, place, times
            "figure_days", "ticket_numbers", "ticket_units", "ticket_clocks", "units", "duties", "duty_versions",
            "grids", "list_revisions", "second_pass_queue", "second_pass_gate", "transcript_rebuild", "purge_permit",
            "purge_runs", "erase_permit", "unknown_tickets", "report_numbers", "report_edits", "standing_answers",
            "source_tokens", "revisit_session_tickets", "session_calls", "show_marks", "show_daily", "show_editions",
            "show_required", "show_reminders", "show_history", "show_materials",
            "knowledge", "knowledge_versions",  # the citizen's name and numbers are taken out when an entry is made
            "show_opinions",  # who sent one nobody can say: a hash whose salt goes
        ),
        Stays.NOBODY,
    ),
    **dict.fromkeys(
        (
            "operators", "users", "tokens", "unit_members", "persons", "on_call", "call_out_attempts", "roster",
            "diary", "diary_confirmations", "guest_sessions", "leader_duties", "revisit_sessions", "ticket_people",
            "show_seats", "show_contacts", "show_leaves",
        ),
        Stays.STAFF,
    ),
    "audit": Stays.AUDIT,
    "reports": Stays.PAPER,
    "show_promises": Stays.SHOW,
    "legal_holds": Stays.HOLD,
    "sessions": Stays.SHORT,  # of who is signed in
    "show_opinion_salts": Stays.SHORT,  # goes with the end of the edition's vote
    "outbox": Stays.SHORT,  # 90 days after it arrived (callcenter.outflow.courier); unknown with its ticket
}  # fmt: skip
