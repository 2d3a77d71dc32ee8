"""The report office: gathers the material, has the document written, numbers and keeps it."""

import asyncio
import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from callcenter.documents.document import Document
from callcenter.documents.formats import Format, write
from callcenter.hot_rules import AllRules
from callcenter.ids import new_id
from callcenter.known_places import KnownPlaces
from callcenter.kpis import Kpis
from callcenter.reports.cases import BAD, is_late
from callcenter.reports.catalogue import Kind, ReportError, check_extra, check_span, kind_of
from callcenter.reports.form import form, numbers_on
from callcenter.reports.form_rows import form_rows
from callcenter.reports.issue_text import changes_of, hash_of, lines_of
from callcenter.reports.material import Choice, Material
from callcenter.reports.periods import Named, PeriodError
from callcenter.reports.sealing import check_scan
from callcenter.reports.selection import selection_of
from callcenter.reports.shows import hundreds_between, shows_between
from callcenter.reports.switched import REPORTS, makes
from callcenter.reports.unit_asked import unit_named
from callcenter.show.hundreds import Hundreds
from callcenter.store.complaints import Complaints
from callcenter.store.database import Database
from callcenter.store.matters import Matters, TicketWords
from callcenter.store.report_edits import ReportEdits
from callcenter.store.reports import NumberTakenError, ReportRow, Reports
from queueing.city.switches import Switches
from queueing.days.office import Office
from queueing.figures.matters import Matter, Period
from queueing.hot import Complaint, ExampleChoice, HotTopics, Topic, topics

TRIES = 5  # somebody else may take a number between
NUMBERS = "numbers"  # under which a produced report keeps the tickets whose caller's number it prints
_INSTANT_S = 0.001  # what happens right now is known


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportPorts:
    """What the office works with. `office`: the calendar and hours in force, asked anew each time."""

    database: Database
    folder: Path
    zone: ZoneInfo
    site: str
    kpis: Kpis
    hot: AllRules
    known: KnownPlaces
    office: Callable[[], Office]
    switches: Callable[[], Switches]  # of the city, asked anew each time
    now: Callable[[], float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A report somebody wants."""

    name: str
    choice: Choice
    formats: tuple[Format, ...] = (Format.DOCX, Format.PDF, Format.XLSX)
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """Which number a report goes out under; 0: none."""

    number: int = 0
    correction: int = 0


class ReportOffice:
    """Owns the folder of produced files. Rows are the store's."""

    def __init__(self, ports: ReportPorts) -> None:
        self.ports = ports
        self.reports = Reports(ports.database)
        self.edits = ReportEdits(ports.database)
        self._matters = Matters(ports.database)
        self._complaints = Complaints(ports.database)

    async def chosen(self, choice: Choice) -> Choice:
        """The choice with its unit by the name that matters have it under; it may be asked for by its id.

        Raises:
            ReportError: no such unit.

        """
        return replace(choice, unit=await unit_named(self.ports.database, choice.unit)) if choice.unit else choice

    async def preview(self, name: str, choice: Choice) -> Document:
        """Make the document without numbering or keeping it.

        Raises:
            ReportError, PeriodError: it cannot be made as asked.

        """
        return await self._document(self._checked(name, choice), await self.edited(name, choice))

    async def numbers_in(self, name: str, choice: Choice) -> tuple[str, ...]:
        """The tickets whose caller's number the report prints.

        Raises:
            ReportError, PeriodError: it cannot be made as asked.

        """
        kind, chosen = self._checked(name, choice), await self.edited(name, choice)
        return numbers_on(await self._form_rows(chosen)) if kind.personal and kind.content is None else ()

    async def edited(self, name: str, choice: Choice) -> Choice:
        """The choice with what editors chose for this report."""
        chosen = selection_of(await self.edits.of(name, period_key(choice)))
        return replace(
            choice,
            include=tuple(dict.fromkeys((*choice.include, *chosen.include))),
            exclude=tuple(dict.fromkeys((*choice.exclude, *chosen.exclude))),
            order=choice.order or chosen.order,
        )

    async def gathered(self, name: str, choice: Choice) -> Material:
        """Everything a report is made from, as it stands now.

        Raises:
            ReportError, PeriodError: it cannot be made as asked.

        """
        return await self._gather(self._checked(name, choice), await self.edited(name, choice), Issue())

    async def material(self, choice: Choice, *, ever: bool = False) -> Material:
        """Gather the matters of a period and of those it is compared with; neither words nor clusters.

        Args:
            choice: the period, and the unit when only one is wanted.
            ever: from the beginning, not only from the year before.

        Raises:
            PeriodError: it has not begun.

        """
        zone, period = self.ports.zone, choice.period
        spans = [self._begun(period), *(one.seconds(zone) for one in (period.before(), period.year_before()))]
        earliest = 0.0 if ever else min(one.since for one in spans)
        ends = [one.until for one in spans]
        found = await self._matters.as_known(earliest, ends, self.ports.office())
        mine = [[one for one in known if not choice.unit or one.unit == choice.unit] for known in found]
        return Material(
            choice=choice,
            kpis=self.ports.kpis,
            site=self.ports.site,
            matters=mine[0],
            earlier=dict(zip(ends[1:], mine[1:], strict=True)),
            now=spans[0],
            before=spans[1],
            year_before=spans[2],
            zone=zone,
        )

    async def bring_up_to_date(self) -> int:
        """Fold the tickets that changed, so that the next report need not; answers how many."""
        return await self._matters.refresh(self.ports.office())

    def _begun(self, period: Named) -> Period:
        """The period as far as it has come: nothing in it is overdue, open or unanswered that may still be in time."""
        span, now = period.seconds(self.ports.zone), self.ports.now()
        if span.since > now:
            today = datetime.fromtimestamp(now, self.ports.zone).date()
            raise PeriodError(f"period: expected one that has begun by {today}, found {period}")
        return replace(span, until=min(span.until, now + _INSTANT_S))

    async def produce(self, order: Order) -> ReportRow:
        """Make, number and keep a report. The same content again gives the issue that is there, byte for byte.

        Raises:
            ReportError, PeriodError: it cannot be made as asked.

        """
        kind = self._checked(order.name, order.choice)
        for _ in range(TRIES):
            try:
                return await self._produce(kind, order)
            except NumberTakenError:
                continue
        raise ReportError(f"report {order.name}: expected a free number within {TRIES} tries, found none")

    def file(self, row: ReportRow, form_name: str) -> Path:
        """Where a format of a report is kept.

        Raises:
            ReportError: it was not produced in that format.

        """
        kept = row.files.get(form_name) if form_name != "sealed" else row.sealed
        if kept is None:
            raise ReportError(
                f"report {row.report_id}: expected one of {', '.join(row.files)}, found {form_name[:20]!r}"
            )
        return self.ports.folder / str(kept["path"])

    async def take_sealed(self, ident: str, body: bytes, by: str) -> ReportRow:
        """Keep the sealed scan of a form, matched by the report's id or by the 表号 printed on it; the first one stays.

        Raises:
            ReportError: no report that is sealed, or no scan of some pages.
            NotFoundError, WrongStateError: no such report, or one came before.

        """
        row = await self.reports.find(ident)
        pages = await asyncio.to_thread(check_scan, row, body)
        name = f"{row.year}/{row.report_id}-sealed-{hashlib.sha256(body).hexdigest()[:16]}.pdf"
        kept = await asyncio.to_thread(self._keep, name, body)
        return await self.reports.seal(row.report_id, {**kept, "pages": pages, "by": by, "at": self.ports.now()})

    # --- inside ----------------------------------------------------------------------------------------------

    def _checked(self, name: str, choice: Choice) -> Kind:
        if not makes(self.ports.switches(), name):
            raise ReportError(f"report {name}: expected a city with {REPORTS[name]} switched on, found off")
        return _checked(name, choice)

    async def _produce(self, kind: Kind, order: Order) -> ReportRow:
        choice = await self.edited(order.name, order.choice)
        before = await self.reports.last_issue(kind.name, period_key(choice))
        issue = await self._issue(kind, choice, before)
        document = await self._document(kind, choice, issue)
        lines = tuple(lines_of(document))
        if before and before.content_hash == hash_of(lines):
            if {one.value for one in order.formats} <= set(before.files):
                return before
        elif before and kind.numbered:  # the number was issued: what differs goes out as its correction
            issue = replace(issue, correction=issue.correction + 1)
            document = await self._document(kind, choice, issue)
            lines = tuple(lines_of(document))
        row = self._row(kind, replace(order, choice=choice), issue, lines, before)
        told = {**row.chosen, NUMBERS: list(await self.numbers_in(kind.name, order.choice))}
        row = replace(row, title=document.title, chosen=told)
        files = await asyncio.to_thread(partial(self._write, document, row, order.formats))
        return await self.reports.save(replace(row, files=files))

    async def _issue(self, kind: Kind, choice: Choice, before: ReportRow | None) -> Issue:
        if not kind.numbered:
            return Issue()
        if before:
            return Issue(number=before.number, correction=before.correction)
        return Issue(number=await self.reports.next_number(kind.name, choice.period.first.year))

    def _row(
        self, kind: Kind, order: Order, issue: Issue, lines: tuple[str, ...], before: ReportRow | None
    ) -> ReportRow:
        at, choice = self.ports.now(), order.choice
        return ReportRow(
            report_id=new_id("R", at),
            name=kind.name,
            period=period_key(choice),
            year=choice.period.first.year,
            number=issue.number,
            title="",
            made_by=order.by,
            made_at=at,
            content_hash=hash_of(lines),
            changed=changes_of(before.lines, lines) if before else "",
            lines=lines,
            correction=issue.correction,
            chosen={
                "include": list(choice.include),
                "exclude": list(choice.exclude),
                "order": list(choice.order),
            },
        )

    def _write(self, document: Document, row: ReportRow, formats: Iterable[Format]) -> dict[str, dict[str, Any]]:
        return {
            one.value: self._keep(f"{row.year}/{row.report_id}-{one.value}.{one.ending}", write(document, one))
            for one in formats
        }

    def _keep(self, path: str, body: bytes) -> dict[str, Any]:
        """Write a file whole or not at all; it holds citizens' words and is readable by nobody else."""
        place = self.ports.folder / path
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = place.with_suffix(place.suffix + ".part")
        fresh.write_bytes(body)
        fresh.chmod(0o600)
        fresh.replace(place)
        return {"path": path, "bytes": len(body), "sha256": hashlib.sha256(body).hexdigest()}

    async def _document(self, kind: Kind, choice: Choice, issue: Issue | None = None) -> Document:
        issue = issue or Issue()
        if kind.content is None:
            return await self._form(choice, issue.number)
        material = await self._gather(kind, choice, issue)
        return await asyncio.to_thread(kind.content, material)

    async def _gather(self, kind: Kind, choice: Choice, issue: Issue) -> Material:
        found = await self.material(choice, ever=kind.ever)
        until = found.now.until
        named = [*choice.include, *(one.ticket_id for one in found.matters if _is_named(one, until))]
        named += choice.exclude  # an editor sees what was left out
        hot = await self._hot(found.now.since, until, _examples(kind, choice))
        shows = await shows_between(self.ports.database, found.now) if kind.shows else ()
        hundreds = await self._hundreds(choice) if kind.shows else None
        words = await self._matters.words(named[:2000])
        restricted = await self._complaints.restricted()
        found = replace(found, hot=hot, shows=shows, hundreds=hundreds, words=words, restricted=restricted)
        return replace(found, number=issue.number, correction=issue.correction)

    async def _hundreds(self, choice: Choice) -> Hundreds | None:
        today = datetime.fromtimestamp(self.ports.now(), self.ports.zone).date()
        two_100 = self.ports.switches().two_100
        return await hundreds_between(self.ports.database, choice.period, today) if two_100 else None

    async def words(self, ticket_ids: Iterable[str]) -> Mapping[str, TicketWords]:
        """What a list says of these tickets."""
        return await self._matters.words(ticket_ids)

    async def _hot(self, since: float, until: float, choice: ExampleChoice) -> Sequence[Topic]:
        """Clusters as they were at the end of the period, folded anew: the same report says the same tomorrow."""
        rules = self.ports.hot
        found = await self._complaints.between(until - rules.cluster.window_s, until)
        told = [self.ports.known.at_known_place(one) for one in found]
        choice = replace(choice, never=choice.never | await self._complaints.unquoted())
        return await asyncio.to_thread(_clustered, rules, told, (since, until), choice)

    async def _form(self, choice: Choice, number: int) -> Document:
        rows = await self._form_rows(choice)
        year = choice.period.first.year
        told = f"{year}-{number:03d}" if number else ""
        return form(choice.unit, choice.show_date or choice.period.zh, rows, told)

    async def _form_rows(self, choice: Choice) -> list[tuple[TicketWords, date | None]]:
        """The unit's matters of the show, and what was put in by hand."""
        period = self._begun(choice.period)
        known = await self._matters.of_period(period.since, period.until, self.ports.office())
        return await form_rows(self.ports.database, choice, period, known, self.ports.zone)


def _examples(kind: Kind, choice: Choice) -> ExampleChoice:
    """What an editor left out is no example; where examples are all that is quoted, what was taken in comes first."""
    if kind.cases is None or kind.cases.arranged:
        return ExampleChoice(never=frozenset(choice.exclude))
    taken_in = (one for one in reversed(choice.include) if one not in choice.order)
    return ExampleChoice(first=(*taken_in, *choice.order), never=frozenset(choice.exclude))


def _clustered(
    rules: AllRules, told: Sequence[Complaint], span: tuple[float, float], choice: ExampleChoice
) -> Sequence[Topic]:
    hot = HotTopics(rules.cluster)
    for one in told:
        hot.take(one)
    return topics(hot, *span, least_persons=rules.shown.least_persons, choice=choice)


def _checked(name: str, choice: Choice) -> Kind:
    kind = kind_of(name)
    check_span(kind, choice.period.span)
    check_extra(kind, choice.extra)
    if kind.content is None and not choice.unit:
        raise ReportError(f"{kind.name}: unit: expected the unit that was on air, found none")
    return kind


def period_key(choice: Choice) -> str:
    """The period as it is named, with the unit after a bar when it is of one unit."""
    return f"{choice.period}|{choice.unit}" if choice.unit else str(choice.period)


def _is_named(one: Matter, until: float) -> bool:
    bad = one.last_said().grade in BAD
    return one.supervised or is_late(one, until) or bool(one.urged) or bool(one.reopened_at) or bad
