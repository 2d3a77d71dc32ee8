"""Spoken numbers to written ones (inverse text normalisation), with a map from written back to spoken characters."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from callcenter.drafting.numerals import cardinal, digit_string


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A run of the written text and the run of spoken characters it stands for."""

    out_start: int
    out_end: int
    src_start: int
    src_end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """The written text and its pieces, in order and without gaps on either side."""

    text: str
    pieces: tuple[Piece, ...]

    def source(self, start: int, end: int) -> tuple[int, int]:
        """Return the spoken characters (start, end) that written characters `start` to `end` stand for."""
        touched = [piece for piece in self.pieces if piece.out_start < end and start < piece.out_end]
        if not touched:
            return (0, 0)
        first, last = touched[0], touched[-1]
        one_to_one = first.out_end - first.out_start == first.src_end - first.src_start
        src_start = first.src_start + (max(0, start - first.out_start) if one_to_one else 0)
        one_to_one = last.out_end - last.out_start == last.src_end - last.src_start
        src_end = last.src_end - (max(0, last.out_end - end) if one_to_one else 0)
        return (src_start, src_end)


_D = "零〇一幺二三四五六七八九"
_N = "一二两三四五六七八九"
_C = "零〇一二两三四五六七八九十百千万亿"
_CARDINAL = rf"[{_N}十][{_C}]*"

# Spoken as numbers, written as words. Tried first, at every place.
_KEEP = (
    "一下子?|万一|一直|一样|一般|一起|一些|一定|一共|一方面|一边|一旦|一律|一会儿?|一点儿?也|一点儿?都|统一|唯一|之一|"
    "三番五次|三天两头|七上八下|乱七八糟|五花八门|四面八方|三心二意|一五一十|一二再再?而三|千方百计|万不得已|千万(?=不|别|要|注意|小心)|"
    "十字|十分(?!钟)|十足|十全|百分百|百姓|五一(?=路|广场|劳动|假期|节|放假|长假|期间)|十一(?=假期|长假|期间|放假)|国庆|八一(?=路|街|广场|建军)|"
    "第[一二三四五六七八九十](?![十百千零〇一二三四五六七八九])|星期[一二三四五六]|周[一二三四五六](?![十百年])|礼拜[一二三四五六]|"
    "二手|二胎|三轮|四轮|三轮车|二次供水|二次|一次性|一体|一期|二期|三期|一楼道|一家人|二维码|三无|五保|四害|两委|一户一表|一键|"
    "十几|几十|一心|一路|一圈|一带|一头|一面|一身|一天到晚|一年到头|半[一-三]更|"
    "[一二两三四五六七八九]点(?=意见|建议|要求|诉求|问题|想法|希望|看法)|(?<![早中下上午晚间晨到至从夜是在])一点(?![钟半多左一二三四五整零])"
)
# Two digits side by side are an estimate: 一两年, 两三个, 七八百, 三四十, 十二三个.
_NEIGHBOURS = (
    "(?:(?<=一)[两二]|(?<=两)三|(?<=二)三|(?<=三)[四五]|(?<=四)五|(?<=五)六|(?<=六)七|(?<=七)八|(?<=八)九)[十百千万]*"
)
_ESTIMATED = "[余多来]?[年个天月次人户块元家小分岁米栋层辆条位周星斤万亿点号]"
_ESTIMATE = rf"(?<![{_D}])十?[一二两三四五六七八九]、?{_NEIGHBOURS}(?={_ESTIMATED})"
_MEASURES = (
    "平方公里|平方米|平米|公里|公斤|公分|厘米|毫米|千瓦|分钟|小时|单元|号楼|号线|路公交|块钱|分贝|"
    "元|毛|角|分|米|平|吨|斤|度|人|户|栋|幢|室|楼|层|号|弄|巷|组|天|年|月|周|日|秒|辆|台|棵|盏|岁|路|线|班|亩|瓦|级|页|份|届"
)
_COUNTED = "个多?小时|个半?月|个星期|个礼拜|个工作日|个|次|位|家|条|块|遍|回|趟|处|根|只|间|套|张|件|名|桶|瓶|袋|倍"


def _money(found: re.Match[str]) -> str | None:
    whole, part = cardinal(found["whole"]), digit_string(found["part"])
    return None if whole is None else f"{whole}.{part}元"


def _decimal(found: re.Match[str]) -> str | None:
    whole = cardinal(found["whole"])
    return None if whole is None else f"{whole}.{digit_string(found['part'])}"


def _percent(found: re.Match[str]) -> str | None:
    whole = cardinal(found["whole"])
    part = "." + digit_string(found["part"]) if found["part"] else ""
    return None if whole is None else f"{whole}{part}%"


def _clock(found: re.Match[str]) -> str | None:
    hour = cardinal(found["hour"])
    minute = _minute(found["minute"]) if found["minute"] else None
    if hour is None or hour > 24 or (found["minute"] and minute is None):
        return None
    return f"{hour}点" if minute is None else f"{hour}点{minute:02d}分"


def _minute(text: str) -> int | None:
    value = cardinal(text.lstrip("零〇") or "零")
    return value if value is not None and value < 60 else None


def _room(found: re.Match[str]) -> str | None:
    floor = cardinal(found["floor"])
    return None if floor is None else f"{floor}0{digit_string(found['door'])}"


def _digits(found: re.Match[str]) -> str | None:
    return digit_string(found[0])


def _measured(found: re.Match[str]) -> str | None:
    value = cardinal(found["number"])
    return None if value is None else f"{value}{found['more'] or ''}{found['unit']}"


def _big(found: re.Match[str]) -> str | None:
    value = cardinal(found[0])
    return None if value is None else str(value)


def _kept(found: re.Match[str]) -> str | None:
    return found[0]


_Rule = tuple[re.Pattern[str], Callable[[re.Match[str]], str | None]]
_MORE = "(?P<more>(?<![十])几|[多余来])?"
_RULES: tuple[_Rule, ...] = (
    (re.compile(_KEEP), _kept),
    (re.compile(_ESTIMATE), _kept),
    (re.compile(rf"百分之(?P<whole>{_CARDINAL}|零)(?:点(?P<part>[{_D}]+))?"), _percent),
    (
        re.compile(
            rf"(?P<whole>{_CARDINAL})[块元](?P<part>[一二三四五六七八九])(?:毛钱?|角|钱)?(?![手维级十百千万{_D}])"
        ),
        _money,
    ),
    (
        re.compile(
            rf"(?P<whole>{_CARDINAL}|零)点(?P<part>[{_D}]+)(?=元|块|米|公里|平|吨|度|倍|斤|公斤|万|亿|个百分点|厘米|千瓦)"
        ),
        _decimal,
    ),
    (
        re.compile(
            rf"(?P<hour>二十[一二三四]?|十[一二]?[三四五六七八九]?|[{_N}零])点(?:钟)?"
            rf"(?:(?P<minute>[二三四五]?十[{_N}]?|零[{_N}]|[二三四五]十)分?)?(?!心|击|名|赞|评|燃|滴|半儿)"
        ),
        _clock,
    ),
    (
        re.compile(r"(?P<floor>[二三]?十[一二三四五六七八九]?)[零〇](?P<door>[一二三四五六七八九])(?=室|号房|房|户|$)"),
        _room,
    ),
    (re.compile(rf"[{_D}]{{3,}}(?![十百千万亿点])|幺[{_D}]+|[{_D}]*幺"), _digits),
    (re.compile(r"[零〇一二三四五六七八九]{2}(?=年(?!级))(?<!一二)(?<!二三)(?<!三五)(?<!三四)"), _digits),
    (re.compile(rf"(?P<number>{_CARDINAL}){_MORE}(?P<unit>{_MEASURES})(?!分之)"), _measured),
    (
        re.compile(rf"(?P<number>[二两三四五六七八九十][{_C}]*|一[十百千万][{_C}]*){_MORE}(?P<unit>{_COUNTED})"),
        _measured,
    ),
    (re.compile(rf"[{_N}]?[十百千万亿][{_C}]*[{_C}](?!分之)|[{_N}][百千万亿]"), _big),
)


def written(text: str, protected: Sequence[tuple[int, int]] = ()) -> Written:
    """Write the numbers of `text` in digits; characters in a `protected` (start, end) stay as they are."""
    guard = bytearray(len(text))
    for start, end in protected:
        guard[start:end] = b"\x01" * (end - start)
    out: list[str] = []
    pieces: list[Piece] = []
    at = length = 0
    while at < len(text):
        end, new = _rewrite(text, at, guard)
        pieces.append(Piece(out_start=length, out_end=length + len(new), src_start=at, src_end=end))
        out.append(new)
        at, length = end, length + len(new)
    return Written(text="".join(out), pieces=tuple(pieces))


_MAY_START = frozenset("零〇一幺二两三四五六七八九十百千万统唯之乱半国第星周礼")


def _rewrite(text: str, at: int, guard: bytearray) -> tuple[int, str]:
    """Return where the piece that begins at `at` ends, and what it is written as."""
    if text[at] in _MAY_START and not guard[at]:
        for pattern, write in _RULES:
            found = pattern.match(text, at)
            if found and found.end() > at and not any(guard[at : found.end()]):
                new = write(found)
                if new is not None:
                    return found.end(), new
    return at + 1, text[at]
