"""The reports there are: name, title, for how long, whether numbered, and what says it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from callcenter.documents.document import Document
from callcenter.reports import contents
from callcenter.reports.cases import BY_HAND, CONCERN, DISSATISFIED, TOPICS, WATCHED, CaseRule
from callcenter.reports.material import Material
from callcenter.reports.media import MEDIA, media
from callcenter.reports.periods import PeriodError, Span
from callcenter.reports.show_year import show_year
from callcenter.reports.six_up import SIX_UP, six_up

Content = Callable[[Material], Document]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of report. `spans`: the first is the one scheduled; `personal`: it names citizens."""

    name: str
    zh: str
    en: str
    spans: tuple[Span, ...]
    content: Content | None
    numbered: bool = False
    personal: bool = False
    ever: bool = False  # needs every matter since the beginning
    shows: bool = False  # needs the live shows of the period
    cases: CaseRule | None = None  # how it quotes cases, which an editor may leave out, take in and order
    by_hand: tuple[str, ...] = ()  # figures no ticket holds: somebody types them in


_LONG = (Span.MONTH, Span.QUARTER, Span.YEAR, Span.DAYS)
_KINDS = (
    Kind(
        name="daily",
        zh="每日专报",
        en="Daily special",
        spans=(Span.DAY,),
        content=contents.daily,
        numbered=True,
        cases=CONCERN,
    ),
    Kind(
        name="bulletin",
        zh="月度简报专栏",
        en="Monthly bulletin column",
        spans=(Span.MONTH,),
        content=contents.bulletin,
        cases=CONCERN,
    ),
    Kind(
        name="monthly",
        zh="月度分析",
        en="Month-end analysis",
        spans=(Span.MONTH, Span.DAYS),
        content=contents.monthly,
        cases=CONCERN,
    ),
    Kind(name="ranking", zh="承办单位排名", en="Unit ranking", spans=_LONG, content=contents.ranking, cases=BY_HAND),
    Kind(
        name="quarterly",
        zh="季度通报",
        en="Quarterly",
        spans=(Span.QUARTER,),
        content=contents.quarterly,
        cases=DISSATISFIED,
    ),
    Kind(
        name="yearly",
        zh="年度情况",
        en="Yearly headline",
        spans=(Span.YEAR,),
        content=contents.yearly,
        ever=True,
        cases=BY_HAND,
    ),
    Kind(
        name="six-up",
        zh="六升一降",
        en="Six up, one down",
        spans=(Span.YEAR,),
        content=six_up,
        by_hand=tuple(title for title, kpi, _ in SIX_UP if not kpi),
    ),
    Kind(name="hot", zh="热点诉求", en="Hot topics", spans=(Span.DAY, *_LONG), content=contents.hot, cases=TOPICS),
    Kind(
        name="supervision",
        zh="督办清单",
        en="Supervision list",
        spans=(Span.DAY, *_LONG),
        content=contents.supervision,
        cases=WATCHED,
    ),
    Kind(
        name="media",
        zh="每周媒体督办清单",
        en="Week's list for the media",
        spans=(Span.WEEK, Span.DAYS),
        content=media,
        cases=MEDIA,
    ),
    Kind(
        name="show-year",
        zh="政风热线节目统计",
        en="The live show's year",
        spans=(Span.YEAR, Span.QUARTER, Span.MONTH, Span.DAYS),
        content=show_year,
        shows=True,
    ),
    Kind(
        name="form",
        zh="群众诉求办理情况表",
        en="Form of matters after a show",
        spans=(Span.DAY, Span.DAYS, Span.MONTH),
        content=None,
        numbered=True,
        personal=True,
    ),
)
KINDS = {one.name: one for one in _KINDS}


class ReportError(Exception):
    """The report cannot be made as asked; the message says expected and found."""


def kind_of(name: str) -> Kind:
    """Find a kind.

    Raises:
        ReportError: there is none of that name.

    """
    found = KINDS.get(name)
    if found is None:
        raise ReportError(f"report: expected one of {', '.join(KINDS)}, found {name[:40]!r}")
    return found


def check_span(kind: Kind, span: Span) -> None:
    """Refuse a period this report is not made for.

    Raises:
        PeriodError: it is not.

    """
    if span not in kind.spans:
        allowed = ", ".join(kind.spans)
        raise PeriodError(f"{kind.name}: expected a period of {allowed}, found a {span}")


def check_extra(kind: Kind, extra: Iterable[str]) -> None:
    """Refuse figures typed in by hand that this report has no place for.

    Raises:
        ReportError: there are some.

    """
    wrong = [name for name in extra if name not in kind.by_hand]
    if wrong:
        expected = f"only {'、'.join(kind.by_hand)}" if kind.by_hand else "no figures typed in by hand"
        raise ReportError(f"{kind.name}: extra: expected {expected}, found {wrong[0][:40]!r}")
