"""Where a ticket can stand, and the table of what may follow what.

Supervision (督办), confidentiality, restriction and urging are attributes of a ticket in any state, not states: a
supervised ticket is worked on like any other, only watched.
"""

from collections.abc import Mapping
from enum import StrEnum


class TicketState(StrEnum):
    """Where the paper lies."""

    DRAFT = "draft"  # 草稿: prepared while the citizen spoke
    VOID = "void"  # 无效: the call held no matter
    REGISTERED = "registered"  # 受理: has its number, lies with the hotline
    NOT_ACCEPTED = "not_accepted"  # 不予受理: the citizen was told why
    MERGED = "merged"  # 并单: goes with another ticket, is answered with it
    DISPATCHED = "dispatched"  # 派单
    RETURN_ASKED = "return_asked"  # 退单: the unit says not ours, to be reviewed
    SIGNED = "signed"  # 签收
    IN_HAND = "in_hand"  # 办理中
    PAUSED = "paused"  # 待补充材料
    HARD_ASKED = "hard_asked"  # 疑难备案 asked for, to be reviewed
    REPLIED = "replied"  # 已答复: passed through when nobody reviews
    IN_REVIEW = "in_review"  # 审核: gate after gate
    SECOND_HOLD = "second_hold"  # 二次留单: the reply was not good enough
    REVISIT = "revisit"  # 回访
    UNSATISFIED = "unsatisfied"  # 不满意 on the register, to be struck off
    REOPENED = "reopened"  # 重新办理
    CLOSED = "closed"  # 结案


_S = TicketState

TICKET_TABLE: Mapping[TicketState, frozenset[TicketState]] = {
    _S.DRAFT: frozenset({_S.REGISTERED, _S.VOID}),
    _S.VOID: frozenset(),
    _S.REGISTERED: frozenset({_S.NOT_ACCEPTED, _S.MERGED, _S.DISPATCHED, _S.REPLIED}),
    _S.NOT_ACCEPTED: frozenset({_S.REOPENED}),
    _S.MERGED: frozenset({_S.REVISIT, _S.CLOSED, _S.NOT_ACCEPTED, _S.REGISTERED, _S.REOPENED}),
    _S.DISPATCHED: frozenset({_S.SIGNED, _S.RETURN_ASKED, _S.MERGED}),
    _S.RETURN_ASKED: frozenset({_S.REGISTERED, _S.DISPATCHED, _S.SIGNED, _S.IN_HAND}),
    _S.SIGNED: frozenset({_S.DISPATCHED, _S.IN_HAND, _S.RETURN_ASKED, _S.MERGED, _S.PAUSED, _S.HARD_ASKED, _S.REPLIED}),
    _S.IN_HAND: frozenset({_S.DISPATCHED, _S.PAUSED, _S.RETURN_ASKED, _S.MERGED, _S.HARD_ASKED, _S.REPLIED}),
    _S.PAUSED: frozenset({_S.DISPATCHED, _S.IN_HAND}),
    _S.HARD_ASKED: frozenset({_S.IN_HAND, _S.REPLIED}),
    _S.REPLIED: frozenset({_S.IN_REVIEW, _S.REVISIT, _S.CLOSED}),
    _S.IN_REVIEW: frozenset({_S.SECOND_HOLD, _S.REPLIED}),
    _S.SECOND_HOLD: frozenset({_S.DISPATCHED, _S.IN_HAND, _S.REPLIED, _S.PAUSED}),
    _S.REVISIT: frozenset({_S.CLOSED, _S.UNSATISFIED, _S.REOPENED}),
    _S.UNSATISFIED: frozenset({_S.CLOSED, _S.REOPENED}),
    _S.REOPENED: frozenset({_S.DISPATCHED, _S.REPLIED, _S.MERGED}),
    _S.CLOSED: frozenset({_S.REOPENED}),
}

ENDED = frozenset({_S.VOID, _S.NOT_ACCEPTED, _S.CLOSED})  # only reopening leads on, and from VOID nothing
WITH_UNIT = frozenset(  # a unit holds it and can act
    {_S.DISPATCHED, _S.SIGNED, _S.IN_HAND, _S.PAUSED, _S.SECOND_HOLD}
)
WITH_OFFICE = frozenset(  # the hotline has to act
    {_S.REGISTERED, _S.RETURN_ASKED, _S.HARD_ASKED, _S.REPLIED, _S.IN_REVIEW, _S.REOPENED}
)
STANDING = frozenset({_S.REVISIT, _S.UNSATISFIED, _S.CLOSED})  # a reply is there and nobody looks at it any more
MERGEABLE = frozenset({_S.REGISTERED, _S.DISPATCHED, _S.SIGNED, _S.IN_HAND})
LEADING = frozenset(TicketState) - ENDED - {_S.DRAFT, _S.MERGED, _S.REVISIT, _S.UNSATISFIED}  # its answer is to come
