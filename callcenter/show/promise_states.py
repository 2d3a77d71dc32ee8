"""What the standing of a promise is called on paper."""

from collections.abc import Mapping

from queueing.show.promise_book import PromiseState

STATES: Mapping[PromiseState, str] = {
    PromiseState.TO_CONFIRM: "待确认",
    PromiseState.RUNNING: "办理中",
    PromiseState.DUE: "临近期限",
    PromiseState.BROKEN: "逾期未兑现",
    PromiseState.KEPT: "已兑现",
    PromiseState.KEPT_LATE: "逾期兑现",
    PromiseState.WITHDRAWN: "已收回",
}
