"""Facts that concern other tickets and other people: merging, hard cases, meetings, supervision, discipline.

`at`: Unix seconds; `by`: who did it, the name of a user, the number of an operator, or BY_RULE. Times of facts never
run backwards within a ticket. `text`, `why` and `note` may hold a citizen's words: personal data.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketMerged:
    """并单: this ticket goes with the main one."""

    at: float
    ticket_id: str
    by: str
    main: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RepeatTaken:
    """The main one took a repeat."""

    at: float
    ticket_id: str
    by: str
    repeat: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerInherited:
    """The main ticket's reply is this one's too."""

    at: float
    ticket_id: str
    by: str
    main: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketParted:
    """拆单: this ticket goes its own way again; what it owed counts on from its own beginning."""

    at: float
    ticket_id: str
    by: str
    main: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RepeatParted:
    """The main one gave a repeat back. `rung_back`: it was supervised for the repeat only, and is now `rung` again."""

    at: float
    ticket_id: str
    by: str
    repeat: str
    why: str
    rung: str = ""
    rung_back: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerOwed:
    """The main ticket was dealt with in words that are not for this caller: they are to be answered apart."""

    at: float
    ticket_id: str
    by: str
    main: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HardCaseAsked:
    """疑难备案 was asked for by the unit."""

    at: float
    ticket_id: str
    by: str
    hard_case_id: str
    why: str
    signer: str = ""  # who signed the material


@dataclass(frozen=True, slots=True, kw_only=True)
class HardCaseFiled:
    """The register took it: same-kind matters are answered from it."""

    at: float
    ticket_id: str
    by: str
    hard_case_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HardCaseDenied:
    """Not a hard case; work goes on."""

    at: float
    ticket_id: str
    by: str
    why: str
    hard_case_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingCalled:
    """联席会议."""

    at: float
    ticket_id: str
    by: str
    meeting_id: str
    units: tuple[str, ...]
    topic: str
    when: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingConcluded:
    """What the meeting decided; `unit`: who leads from now on, '' unchanged."""

    at: float
    ticket_id: str
    by: str
    meeting_id: str
    text: str
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketUrged:
    """催办."""

    at: float
    ticket_id: str
    by: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketEscalated:
    """督办: one rung up."""

    at: float
    ticket_id: str
    by: str
    rung: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DisciplineReferred:
    """线索移交: from now on only these people see the ticket."""

    at: float
    ticket_id: str
    by: str
    people: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InstructionGiven:
    """批示."""

    at: float
    ticket_id: str
    by: str
    leader: str
    text: str


OversightFact = (
    TicketMerged
    | RepeatTaken
    | AnswerInherited
    | TicketParted
    | RepeatParted
    | AnswerOwed
    | HardCaseAsked
    | HardCaseFiled
    | HardCaseDenied
    | MeetingCalled
    | MeetingConcluded
    | TicketUrged
    | TicketEscalated
    | DisciplineReferred
    | InstructionGiven
)
