"""What a city may change about the time after a show: reasons that need no ticket, promise reminders, reply checks."""

from dataclasses import dataclass, field

from queueing.days.clocks import Cards
from queueing.days.limits import Limit, Unit
from queueing.show.replies import ReplyRules


def _promise_cards() -> Cards:
    return Cards(yellow=Limit(amount=-1, unit=Unit.WORKING_DAY), red=Limit(amount=1, unit=Unit.WORKING_DAY))


@dataclass(frozen=True, slots=True, kw_only=True)
class AfterRules:
    """All of them."""

    reasons: tuple[str, ...] = (
        "电话无人应答或静音",
        "来电人撤回诉求",
        "拨错号码",
        "重复来电，已有工单",
        "恶意骚扰",
        "对节目的意见，无具体诉求",
    )
    promise_cards: Cards = field(default_factory=_promise_cards)
    reply: ReplyRules = field(default_factory=ReplyRules)
