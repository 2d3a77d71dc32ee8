"""What each figure on a screen means: its names, its formula in words, its unit. Served at /api/v1/definitions.

The formulas of rates and waits say which variant is in force: they are written from the `Definition` that counts.
"""

import math
from dataclasses import dataclass, replace

from queueing.figures import Definition, Denominator, Transfers, WaitClock
from queueing.hot import MEANS_EN, MEANS_ZH


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureDefinition:
    """One figure. `key` is the payload field; `unit` is calls, people, tickets, days, s, ratio or time (Unix s)."""

    key: str
    zh: str
    en: str
    formula_zh: str
    formula_en: str
    unit: str
    variant_zh: str = ""  # the city's choice where there is one to make
    variant_en: str = ""


def _of(key: str, unit: str, zh: tuple[str, str], en: tuple[str, str]) -> FigureDefinition:
    return FigureDefinition(key=key, unit=unit, zh=zh[0], formula_zh=zh[1], en=en[0], formula_en=en[1])


HOT = _of("hot_messages", "tickets", ("热点件数", MEANS_ZH), ("Messages of a hot topic", MEANS_EN))  # on no wall
_FIXED: tuple[FigureDefinition, ...] = (
    _of(
        "waiting",
        "calls",
        ("排队", "此刻尚未被话务员接起的来电，含正在振铃的"),
        ("Waiting", "calls not yet picked up by an operator now, ringing included"),
    ),
    _of(
        "longest_wait_s",
        "s",
        ("最长等待", "此刻等待最久的来电已等待的时间；无人等待时不显示"),
        ("Longest wait", "how long the caller who has waited longest has waited now; not shown when nobody waits"),
    ),
    _of(
        "talking",
        "calls",
        ("通话中", "此刻与话务员通话的来电，含保持"),
        ("Talking", "calls with an operator now, on hold included"),
    ),
    _of(
        "ready",
        "people",
        ("空闲", "状态为就绪、线路空闲且话机在线的话务员"),
        ("Ready", "operators who are ready, idle and whose phone is registered"),
    ),
    _of(
        "on_break",
        "people",
        ("小休", "状态为小休且不在通话中的话务员；话务员栏按各人所选的原因分列"),
        ("On break", "operators on break and not in a call; listed by the reason each has given"),
    ),
    _of(
        "wrap_up",
        "people",
        ("话后处理中", "此刻处于话后处理的话务员"),
        ("In wrap-up", "operators in wrap-up now"),
    ),
    _of(
        "signed_in",
        "people",
        ("在岗", "已签入的话务员，含已签出但通话未结束的"),
        ("Signed in", "operators signed in, or signed out with a call not yet over"),
    ),
    _of(
        "offered",
        "calls",
        ("来电量", "今日进入队列的来电；按来电到达时间归日"),
        ("Offered", "calls that joined a queue today, by time of arrival"),
    ),
    _of(
        "answered",
        "calls",
        ("接通", "今日来电中已由话务员接起的；话务员一栏为本人今日接起的次数"),
        ("Answered", "of today's calls, those an operator picked up; for an operator, pick-ups today"),
    ),
    _of(
        "abandoned",
        "calls",
        ("放弃量", "今日来电中接起前挂机的"),
        ("Abandoned", "of today's calls, those that hung up before an answer"),
    ),
    _of(
        "aht_s",
        "s",
        ("平均处理时长", "（通话 + 保持）÷ 已结束的接听次数，加上平均话后处理时长"),
        ("Average handle time", "(talk + hold) / finished parts of operators, plus mean wrap-up"),
    ),
    _of(
        "occupancy",
        "ratio",
        ("工时利用率", "（通话 + 保持 + 话后处理）÷（签入时间 − 小休 − 培训），今日"),
        ("Occupancy", "(talk + hold + wrap-up) / (signed in - break - training), today"),
    ),
    _of(
        "occupancy_15m",
        "ratio",
        ("近 15 分钟负荷", "最近 15 分钟的工时利用率"),
        ("Load, last 15 minutes", "occupancy of the last 15 minutes"),
    ),
    _of(
        "tickets_draft",
        "tickets",
        ("待确认工单", "今日生成、尚未受理的草稿工单"),
        ("Drafts", "tickets drafted today and not yet registered"),
    ),
    _of(
        "tickets_registered",
        "tickets",
        ("已受理工单", "今日由话务员确认受理的工单"),
        ("Registered", "tickets an operator registered today"),
    ),
    _of(
        "missed",
        "calls",
        ("未接", "今日派振后未在规定时间内接起的次数"),
        ("Missed", "offers today that were not answered in time"),
    ),
    _of("talk_s", "s", ("通话时长", "今日通话时间，不含保持"), ("Talk time", "time talking today, hold excluded")),
    _of("hold_s", "s", ("保持时长", "今日通话保持时间"), ("Hold time", "time with a call on hold today")),
    _of("wrap_s", "s", ("话后处理时长", "今日话后处理时间"), ("Wrap-up time", "time in wrap-up today")),
    _of(
        "training_s",
        "s",
        ("培训时长", "今日培训时间，计入签入时长"),
        ("Training time", "time in training today, part of signed-in time"),
    ),
    _of(
        "listed",
        "calls",
        ("漏接待回拨", "未接通、或选择回拨而未能接通，尚未回拨、也未再打通的号码数，不含一响即挂"),
        (
            "To be called back",
            "numbers that did not get through, or chose a call-back that did not reach them, quick hang-ups apart",
        ),
    ),
    _of(
        "red",
        "calls",
        ("超时未回拨", "漏接待回拨中等候超过规定时间的号码数"),
        ("Overdue call-backs", "of these, numbers that have waited longer than allowed"),
    ),
    _of(
        "short_only",
        "calls",
        ("一响即挂", "每次都在规定秒数内挂断的号码数，另列"),
        ("Quick hang-ups", "numbers that hung up at once each time, listed apart"),
    ),
    _of(
        "withheld",
        "calls",
        ("无号码漏接", "今日未显示号码而未接通的来电"),
        ("Missed, withheld", "missed calls without a number today"),
    ),
    _of("taken", "calls", ("回拨中", "已由话务员领取的号码数"), ("Being called back", "numbers an operator has taken")),
    _of(
        "oldest_at",
        "time",
        ("最早漏接", "最早一个待回拨号码首次来电的时刻"),
        ("Oldest", "first call of the oldest number to be called back"),
    ),
    _of(
        "signed_in_s",
        "s",
        ("签入时长", "今日在岗时间：空闲、振铃、通话、保持、话后处理、小休与培训之和"),
        ("Signed-in time", "time on duty today: idle, ringing, talk, hold, wrap-up, break and training together"),
    ),
    _of(
        "since",
        "time",
        ("状态起始", "本人状态或线路状态上次变化的时刻"),
        ("Since", "when the person's status or line state last changed"),
    ),
    _of(
        "calls",
        "calls",
        ("预计来电", "同类日（工作日或休息日）同一时段的平均来电 × 近三小时忙闲程度"),
        ("Calls expected", "mean of like days (offices open or closed) at that time x level of the last three hours"),
    ),
    _of(
        "calls_low",
        "calls",
        ("预计来电下限", "十次中约九次不低于此数；与上限之间约有八成把握"),
        ("Calls expected, low", "lower end of the band that holds 8 times in 10"),
    ),
    _of(
        "calls_high",
        "calls",
        ("预计来电上限", "十次中约九次不高于此数；与下限之间约有八成把握"),
        ("Calls expected, high", "upper end of the band that holds 8 times in 10"),
    ),
    _of(
        "needed",
        "people",
        ("需要话务员", "按预计来电、近期处理时长与来电人耐心，达到接通目标所需的最少人数（Erlang A）"),
        (
            "Operators needed",
            "fewest who reach the target at the calls expected, with handle time and patience of late",
        ),
    ),
    _of(
        "needed_high",
        "people",
        ("来电偏多时需要", "按预计来电上限达到接通目标所需的最少人数（Erlang A）"),
        ("Operators needed, high", "the same at the upper end of the calls expected"),
    ),
    _of(
        "rostered",
        "people",
        ("排班话务员", "该时段排班表上的人数；没有排班表时不显示"),
        ("On the roster", "operators planned for that half hour; not shown without a roster"),
    ),
    _of(
        "short",
        "people",
        ("缺口", "需要话务员 − 排班话务员，够用为 0；没有排班表时不显示"),
        ("Missing", "operators needed - on the roster, 0 when enough; not shown without a roster"),
    ),
    _of(
        "days",
        "days",
        ("参考天数", "预计来电所依据的同类日天数；0 表示只依据预案"),
        ("Days of record", "recorded like days the forecast rests on; 0: the profile alone"),
    ),
    _of(
        "level",
        "ratio",
        ("忙闲程度", "近三小时来电 ÷ 同类日同一时段来电，向 1 收缩；1 为平常"),
        ("Level", "calls of the last three hours / usual then, drawn towards 1; 1 is as usual"),
    ),
    _of(
        "handle_s",
        "s",
        ("近期处理时长", "最近约 200 通的平均振铃、通话、保持与话后处理之和"),
        ("Handle time of late", "mean ring, talk, hold and wrap-up of about the last 200 calls"),
    ),
    _of(
        "patience_s",
        "s",
        ("近期耐心", "最近排队者的等待总时长 ÷ 其中放弃的人数"),
        ("Patience of late", "waiting time of all who queued / those who gave up, of late"),
    ),
)


def definitions(chosen: Definition) -> tuple[FigureDefinition, ...]:
    """Every figure, those that a city defines for itself as `chosen` says."""
    return (*_rates(chosen), _asa(chosen), _rest(chosen), *_FIXED)


def _rates(chosen: Definition) -> tuple[FigureDefinition, ...]:
    zh, en = _wait_words(chosen)
    within = f"{chosen.within_s:g}"
    return (
        _varied(
            _of(
                "answer_rate",
                "ratio",
                ("接通率", f"接通量 ÷（{_base_zh(chosen.answer)}）"),
                ("Answer rate", f"answered / ({_base_en(chosen.answer)})"),
            ),
            chosen,
            chosen.answer,
        ),
        _varied(
            _of(
                "within_15s_rate",
                "ratio",
                (f"{within} 秒接通率", f"{zh}不超过 {within} 秒即接起的 ÷（{_base_zh(chosen.within)}）"),
                (
                    f"Answered within {within} s",
                    f"answered with {en} of {within} s or less / ({_base_en(chosen.within)})",
                ),
            ),
            chosen,
            chosen.within,
        ),
    )


def _asa(chosen: Definition) -> FigureDefinition:
    zh, en = _wait_words(chosen)
    return _of(
        "asa_s",
        "s",
        ("平均等待时长", f"已接通来电的等待时间（{zh}）之和 ÷ 接通量"),
        ("Average speed of answer", f"sum of waits ({en}) of answered calls / answered"),
    )


def _rest(chosen: Definition) -> FigureDefinition:
    minutes = f"{chosen.rest_s / 60:g}"
    idle = ("", "") if not chosen.idle_is_rest else ("，空闲等待来电也算休息", "; waiting for a call counts as rest")
    return _of(
        "rest_since",
        "time",
        ("连续工作起始", f"自该时刻起没有 {minutes} 分钟及以上的休息；正在休息时不显示{idle[0]}"),
        (
            "At work since",
            f"since then there was no rest of {minutes} minutes or more; not shown while resting{idle[1]}",
        ),
    )


_WAITS = {
    WaitClock.QUEUE_AND_RING: ("排队加振铃", "queue and ringing"),
    WaitClock.QUEUE_ONLY: ("排队（不含振铃）", "queue without ringing"),
    WaitClock.RING_ONLY: ("振铃（不含排队）", "ringing without the queue"),
}


def _wait_words(chosen: Definition) -> tuple[str, str]:
    return _WAITS[chosen.clock]


def _base_zh(one: Denominator) -> str:
    words = ["来电量"]
    words += ["+ 未进线被拒的"] if one.refused else []
    words += [] if one.unsettled else ["− 仍在等待的"]
    words += [f"− {_abandons(one)[0]}"] if _abandons(one)[0] else []
    words += [] if one.broken else ["− 因故障中断的"]
    words += [] if one.turned_away else ["− 按规则转走的"]
    return " ".join(words)


def _base_en(one: Denominator) -> str:
    words = ["offered"]
    words += ["+ refused"] if one.refused else []
    words += [] if one.unsettled else ["- still waiting"]
    words += [f"- {_abandons(one)[1]}"] if _abandons(one)[1] else []
    words += [] if one.broken else ["- ended by a fault"]
    words += [] if one.turned_away else ["- passed elsewhere by a rule"]
    return " ".join(words)


def _abandons(one: Denominator) -> tuple[str, str]:
    if one.abandons_from_s == math.inf:
        return "放弃的", "abandoned"
    seconds = f"{one.abandons_from_s:g}"
    return (f"{seconds} 秒内放弃的", f"abandoned within {seconds} s") if one.abandons_from_s else ("", "")


def _varied(figure: FigureDefinition, chosen: Definition, base: Denominator) -> FigureDefinition:
    again = chosen.transfers is Transfers.NEW_OFFER
    national = (
        base == Denominator() and chosen.clock is WaitClock.QUEUE_AND_RING and not again and chosen.within_s == 15
    )
    zh, en = ("GB/T 33358-2016", "GB/T 33358-2016") if national else ("本市口径", "the city's own")
    if again:
        zh, en = f"{zh}；转接计为新来电", f"{en}; a caller passed on counts as offered again"
    return replace(figure, variant_zh=zh, variant_en=en)


DEFINITIONS = definitions(Definition())
