"""Why something was refused, as codes: what a rule expected, known by its words, so that screens say it in theirs.

Rules and stores refuse with a sentence (what was expected, what was found). A person at a screen reads it in the
language of the screen; what has no code here is told as it is. Pure.
"""

import re

# What was expected ("*": anything) -> code; the words are in dashboards/web/src/strings/refusals.*.ts
REASONS: dict[str, tuple[str, ...]] = {
    "not_in_city": ("a city with * switched on",),
    "call_gone": ("a call in progress", "a call with an operator"),
    "person_gone": ("somebody in a call",),
    "not_talking": ("a call in conversation",),
    "not_held": ("a call on hold",),
    "no_talk": ("a conversation",),
    "transfer_self": ("another operator to transfer to",),
    "transfer_where": ("a queue or an operator to transfer to",),
    "queue_unknown": ("a known queue",),
    "operator_unknown": ("a known operator",),
    "number_bad": ("an outside number",),
    "alone": ("somebody else in it",),
    "call_full": ("fewer than * others in it",),
    "colleague_busy": ("an operator who is ready and idle",),
    "nobody_idle": ("an idle operator to ask",),
    "phone_busy": ("a phone that is there and idle",),
    "consulting": ("no consultation under way",),
    "not_in_call": ("* to be in it",),
    "asked_help": ("a conversation without a request",),
    "no_request": ("a request for help",),
    "ring_over": ("an offer that rings",),
    "dial_over": ("a number being dialled", "a call that is still to go out"),
    "number_missing": ("a number to call",),
    "being_called": ("a number nobody is about to call",),
    "same_status": ("a status other than *",),
    "no_wrap_up": ("a running wrap-up and a positive time",),
    "wrap_up_longest": ("a wrap-up shorter than the longest",),
    "call_moved_on": ("a state that may become *",),
    "line_moved_on": ("a line that may become *",),
    "hand_over_first": ("the hand-over confirmed first",),
    "so_already": (
        "a change",
        "another decision",
        "another way to take part",
        "one that is open",
        "one closed by hand",
    ),
    "missed_settled": ("an open entry",),
    "missed_taken": ("a free entry",),
    "missed_none": ("a free entry whose time has come",),
    "missed_other": ("no other entry taken",),
    "missed_when": ("a next try within seven days from now",),
    "missed_not_yours": ("an entry taken by *",),
    "inbox_held": ("a matter nobody else works on", "a matter of one's own"),
    "matter_closed": ("an open matter",),
    "call_out_on": ("no call-out under way",),
    "call_out_over": ("one that goes on",),
    "ticket_no_draft": ("a draft",),
    "ticket_void": ("a matter to register",),
    "ticket_draft": ("a registered ticket",),
    "version_old": ("the newest version",),
    "ticket_moved_on": ("a ticket that is *", "a ticket that may become *"),
    "no_deadline": ("a running deadline to extend",),
    "extension_rules": ("an extension the rules allow",),
    "lead_missing": ("one lead unit",),
    "assisting_twice": ("assisting units other than the lead unit, each once",),
    "units_only": ("a unit only: the city does not dispatch to persons",),
    "hard_case_known": ("an answer from the register, or a reason to override it",),
    "contact_time": ("a time with its zone between dispatch and now", "a time such as 2026-11-22T10:30:00+08:00"),
    "request_waits": ("no open request",),
    "request_none": ("a request for an extension",),
    "appointed": ("a unit that was not appointed (指定)",),
    "answered_already": ("a matter the unit has not answered yet",),
    "returned_before": ("another unit, or this one appointed (指定)",),
    "limit_form": ("a limit such as 5 wd",),
    "no_anonymous": ("a caller with a name or number: the city takes no anonymous matters",),
    "nothing_changes": (
        "something judged otherwise than before",
        "a change of confidentiality",
        "another value than is written there",
        "another ticket as the main one",
    ),
    "same_person": ("somebody else than *",),
    "told_missing": ("what the citizen was told",),
    "main_over": ("a main ticket that is being worked on",),
    "topic_missing": ("a ticket with a topic, by which the same kind is known",),
    "incomplete": (
        "the answer that citizens are to be given, and the reason",
        "the people who may see it, and a reason",
        "a leader and what they wrote",
        "two units or more",
    ),
    "reply_empty": ("a reply with text",),
    "reply_unsigned": ("somebody who signed the reply",),
    "why_unsolved": ("why it was not solved",),
    "grade_missing": ("a grade of *", "a grade of * from a citizen who was reached"),
    "no_try_yet": ("at least one try of the revisit",),
    "note_missing": ("why nothing more can be done",),
    "file_kind": ("a PDF, picture, sound, Office document or plain text",),
    "file_empty": ("a file",),
    "file_clean": ("a clean file",),
    "sealed_kind": ("a PDF or a picture of the stamped form",),
    "files_most": ("at most * files",),
    "sealed_already": ("no sealed scan yet",),
    "burst_over": ("the main ticket of a burst going on",),
    "not_failed": ("one that failed",),
    "cases_changed": ("one that is not quoted", "one that is quoted", "the * quoted now"),
    "media_changed": ("media follow-up that is still *",),
    "media_matter": ("a matter of a show that has signed off",),
    "media_where": ("where the report went out",),
    "media_day": ("a day of the report from * to *",),
    "media_twice": ("a report that is not noted yet",),
    "media_why": ("why it is followed no more",),
    "duty_not_now": ("a turn that is on or begins within an hour", "a turn nobody has signed in to"),
    "number_whole": ("a telephone number: *",),
    "duty_long": ("an end after the beginning, at most * h later",),
    "duty_overlap": ("a time at which that leader has no other turn", "somebody who has no other session then"),
    "duty_past": ("a time still to come",),
    "unit_none": ("a unit of the city",),
    "show_none": ("one that runs", "a show that runs"),
}


def _pattern(expected: str) -> re.Pattern[str]:
    return re.compile(".+".join(re.escape(piece) for piece in expected.split("*")))


_KNOWN = [(_pattern(one), code) for code, some in REASONS.items() for one in some]


def reason_of(expected: str) -> str:
    """The code of a refusal; '' where there is none."""
    return next((code for pattern, code in _KNOWN if pattern.fullmatch(expected)), "")
