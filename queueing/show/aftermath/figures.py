"""The show's figures: 受理, 现场办结, 事后督办 and what stands beside them. A fold over the show's facts."""

from collections.abc import Iterable
from dataclasses import dataclass, fields

from queueing.show.aftermath.record import Item, ShowRecord
from queueing.show.aftermath.spans import total_s
from queueing.show.facts import AirAnswer, EntryEnd, EntryKind


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowFigures:
    """Counts of one show, or of several added up; seconds where the name says so."""

    shows: int = 1
    joined: int = 0
    calls: int = 0
    messages: int = 0
    recordings: int = 0
    aired: int = 0
    accepted: int = 0
    on_the_spot: int = 0
    followed_up: int = 0
    promised: int = 0
    unanswered: int = 0
    unaired: int = 0
    unaired_ticketed: int = 0
    ticketed: int = 0
    excused: int = 0
    owed: int = 0
    returned: int = 0
    left: int = 0
    dumps: int = 0
    programme_s: float = 0.0
    air_s: float = 0.0
    dumped_s: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureWords:
    """What a figure is called and how it is counted."""

    name: str
    zh: str
    en: str
    how_zh: str
    how_en: str


def _words(name: str, zh: str, en: str, how_zh: str, how_en: str) -> FigureWords:
    return FigureWords(name=name, zh=zh, en=en, how_zh=how_zh, how_en=how_en)


WORDS = (
    _words(
        "accepted",
        "受理",
        "Taken on air",
        "直播中接入的来电和留言件数；现场嘉宾和播放的录音不计",
        "Calls and messages that were on air; persons in the studio and recordings played are not counted",
    ),
    _words(
        "on_the_spot",
        "现场办结",
        "Settled on the spot",
        "受理中最后记为“当场答复”的件数",
        "Of those, the ones last noted as answered on air",
    ),
    _words(
        "followed_up",
        "事后督办",
        "Followed up",
        "受理减现场办结：承诺期限、带回办理，以及尚未记录答复的",
        "Taken on air less settled on the spot: promised, taken along, or without an answer noted yet",
    ),
    _words(
        "promised", "承诺期限", "Promised by a date", "事后督办中记有承诺的件数", "Of those followed up, with a promise"
    ),
    _words(
        "unanswered",
        "未记答复",
        "No answer noted",
        "受理中还没有记录现场答复的件数",
        "Taken on air, without an answer noted",
    ),
    _words("joined", "参与总数", "Joined", "进入直播台的来电、留言和嘉宾", "All entries of the board"),
    _words("calls", "来电", "Calls", "进入直播台的来电", "Calls that joined the board"),
    _words("messages", "留言", "Messages", "网络、微信、短信留言", "Messages by web, WeChat, SMS"),
    _words("unaired", "未接入直播", "Not aired", "没有接入直播的来电和留言", "Calls and messages never on air"),
    _words(
        "unaired_ticketed",
        "未接入已立单",
        "Not aired, with ticket",
        "未接入直播中已有工单的",
        "Of those, with a ticket",
    ),
    _words(
        "recordings",
        "播放录音",
        "Recordings played",
        "直播中播放的储存电话件数",
        "Stored calls that were played on air",
    ),
    _words("ticketed", "已立工单", "With ticket", "已有工单的件数", "Entries with a ticket"),
    _words("excused", "说明不立单", "Excused", "有理由不立工单的件数", "Entries with a reason why no ticket"),
    _words("owed", "尚欠", "Still owed", "既无工单又无理由的件数", "Entries with neither ticket nor reason"),
    _words("returned", "转回热线", "Returned", "转回话务员的来电", "Callers given back to an operator"),
    _words("left", "自行挂断", "Hung up", "自己挂断的来电", "Callers who hung up"),
    _words("programme_s", "节目时长", "ShowRecord", "开播到下播", "Going live to signing off"),
    _words("air_s", "连线时长", "On air", "各件在直播中的时长之和", "Sum of the stays on air"),
    _words("dumps", "延时切除次数", "Dumps", "按下切除的段数", "Stretches that were dumped"),
    _words("dumped_s", "延时切除时长", "Dumped", "听众没有听到的秒数", "Seconds that listeners did not hear"),
)


def figures(show: ShowRecord) -> ShowFigures:
    """Count one show."""
    items = show.items
    matters = [one for one in items if one.kind not in (EntryKind.PERSON, EntryKind.RECORDING)]
    played = [one for one in items if one.kind is EntryKind.RECORDING and one.aired]
    accepted = [one for one in matters if one.aired]
    unaired = [one for one in matters if not one.aired]
    on_the_spot = _with(accepted, AirAnswer.ANSWERED)
    return ShowFigures(
        joined=len(items),
        calls=sum(one.kind is EntryKind.CALL for one in items),
        recordings=len(played),
        messages=sum(one.kind is EntryKind.MESSAGE for one in items),
        aired=len(show.aired),
        accepted=len(accepted),
        on_the_spot=on_the_spot,
        followed_up=len(accepted) - on_the_spot,
        promised=_with(accepted, AirAnswer.PROMISED),
        unanswered=sum(one.answer is None for one in accepted),
        unaired=len(unaired),
        unaired_ticketed=sum(bool(one.ticket_id) for one in unaired),
        ticketed=sum(bool(one.ticket_id) for one in items),
        excused=sum(bool(one.reason) and not one.ticket_id for one in items),
        owed=sum(not one.ticket_id and not one.reason for one in (*matters, *played)),
        returned=sum(one.end is EntryEnd.RETURNED for one in items),
        left=sum(one.end is EntryEnd.LEFT for one in items),
        dumps=len(show.dumps),
        programme_s=show.live.seconds if show.live else 0.0,
        air_s=sum(one.air_s for one in items),
        dumped_s=total_s(show.dumps),
    )


def added(some: Iterable[ShowFigures]) -> ShowFigures:
    """The figures of several shows together."""
    together = list(some)
    return ShowFigures(**{one.name: sum(getattr(each, one.name) for each in together) for one in fields(ShowFigures)})


def _with(items: Iterable[Item], answer: AirAnswer) -> int:
    return sum(one.answer is answer for one in items)
