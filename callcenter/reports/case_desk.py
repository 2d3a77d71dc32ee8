"""The case desk: what a report counts and quotes, and an editor's changes to what it quotes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from callcenter.reports.case_blocks import state_of, title_of
from callcenter.reports.cases import CaseRule, by_rule, quoted
from callcenter.reports.catalogue import KINDS, ReportError, kind_of
from callcenter.reports.material import Choice, Material
from callcenter.reports.office import ReportOffice, period_key
from callcenter.reports.selection import Act, Edit, Selection, selection_of
from callcenter.store.faults import NotFoundError, WrongStateError
from callcenter.store.matters import TicketWords
from callcenter.store.reports import ReportRow
from queueing.figures.matters import Matter

MOST_OTHERS = 200  # counted and not quoted, as a list to take from


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One ticket as the report would say it."""

    ticket_id: str
    number: str
    title: str
    unit: str
    state: str
    by_rule: bool
    out: Edit | None = None  # the edit that left it out


@dataclass(frozen=True, slots=True, kw_only=True)
class Cases:
    """What a report counts and quotes. `quoted_most`: only so many of them are printed."""

    counted: int
    quoted: Sequence[Case]
    quoted_most: int
    left_out: Sequence[Case]
    others: Sequence[Case]
    others_count: int
    issued: ReportRow | None  # the last issue: what changes from now on goes out as a correction


class CaseDesk:
    """Owns nothing; the edits are the store's."""

    def __init__(self, office: ReportOffice) -> None:
        self._office = office

    async def look(self, name: str, choice: Choice) -> Cases:
        """What the report counts and quotes as it stands.

        Raises:
            ReportError, PeriodError: there is no such report, or it quotes no cases.

        """
        how = _how(name)
        material = await self._office.gathered(name, choice)
        chosen = await self._chosen(name, choice)
        shown, rest = quoted(material, how), _others(material, how)
        words = await self._office.words([one.ticket_id for one in (*shown, *rest[:MOST_OTHERS])])
        material = replace(material, words={**material.words, **words})
        rule = by_rule(material, how)
        outs = {one.ticket_id: one for one in chosen.left_out}
        kind = kind_of(name)
        return Cases(
            counted=len(how.counted(material)),
            quoted=[_case(material, one, rule) for one in shown],
            quoted_most=how.most,
            left_out=[_out(material, one, rule) for one in outs.values() if one.ticket_id not in material.restricted],
            others=[_case(material, one, rule) for one in rest[:MOST_OTHERS]],
            others_count=len(rest),
            issued=await self._office.reports.last_issue(name, period_key(choice)) if kind.numbered else None,
        )

    async def leave_out(self, name: str, choice: Choice, ticket_id: str, reason: str, by: str) -> None:
        """Quote a case no longer; it stays counted.

        Raises:
            ReportError, PeriodError, NotFoundError, WrongStateError: nothing changed.

        """
        found = await self.look(name, choice)
        if ticket_id not in {one.ticket_id for one in found.quoted}:
            raise await self._not_quoted(name, choice, ticket_id, found)
        await self._add(name, choice, Edit(act=Act.LEAVE_OUT, ticket_id=ticket_id, reason=reason, by=by, at=self._now))

    async def take_in(self, name: str, choice: Choice, ticket_id: str, by: str) -> None:
        """Quote a case that was left out, or one that no rule names.

        Raises:
            ReportError, PeriodError, NotFoundError, WrongStateError: nothing changed.

        """
        how = _how(name)
        material = await self._office.gathered(name, choice)
        if ticket_id in {one.ticket_id for one in quoted(material, how)}:
            raise WrongStateError(f"case {ticket_id}", "one that is not quoted", "one that is")
        able = {one.ticket_id for one in (material.matters if how.arranged else how.counted(material))}
        if ticket_id not in able - material.restricted:
            raise NotFoundError("ticket of this report", ticket_id)
        await self._add(name, choice, Edit(act=Act.TAKE_IN, ticket_id=ticket_id, by=by, at=self._now))

    async def order(self, name: str, choice: Choice, tickets: Sequence[str], by: str) -> None:
        """Say in which order cases are quoted.

        Raises:
            ReportError, PeriodError, WrongStateError: those are not the cases quoted now; nothing changed.

        """
        found = [one.ticket_id for one in (await self.look(name, choice)).quoted]
        if sorted(found) != sorted(tickets):
            raise WrongStateError("order of cases", f"the {len(found)} quoted now", f"{len(tickets)} others")
        await self._add(name, choice, Edit(act=Act.ORDER, order=tuple(tickets), by=by, at=self._now))

    @property
    def _now(self) -> float:
        return self._office.ports.now()

    async def _add(self, name: str, choice: Choice, edit: Edit) -> None:
        await self._office.edits.add(name, period_key(choice), edit)

    async def _chosen(self, name: str, choice: Choice) -> Selection:
        return selection_of(await self._office.edits.of(name, period_key(choice)))

    async def _not_quoted(self, name: str, choice: Choice, ticket_id: str, found: Cases) -> Exception:
        out = next((one.out for one in found.left_out if one.ticket_id == ticket_id), None)
        if out:
            return WrongStateError(f"case {ticket_id}", "one that is quoted", f"one left out by {out.by}: {out.reason}")
        return NotFoundError(f"case quoted in {name} {choice.period}", ticket_id)


def _how(name: str) -> CaseRule:
    how = kind_of(name).cases
    if how is None:
        able = ", ".join(one.name for one in KINDS.values() if one.cases)
        raise ReportError(f"report {name}: expected one that quotes cases ({able}), found one that does not")
    return how


def _others(m: Material, how: CaseRule) -> list[Matter]:
    """Counted, neither quoted nor left out; the newest first."""
    told = {one.ticket_id for one in quoted(m, how)} | m.restricted.union(m.choice.exclude)
    return [one for one in reversed(how.counted(m)) if one.ticket_id not in told]


def _case(m: Material, one: Matter, rule: frozenset[str], out: Edit | None = None) -> Case:
    return Case(
        ticket_id=one.ticket_id,
        number=one.number,
        title=title_of(m, one),
        unit=one.unit,
        state=state_of(one, m.now.until),
        by_rule=one.ticket_id in rule,
        out=out,
    )


def _out(m: Material, edit: Edit, rule: frozenset[str]) -> Case:
    found = next((one for one in m.matters if one.ticket_id == edit.ticket_id), None)
    if found is not None:
        return _case(m, found, rule, edit)
    said: TicketWords | None = m.words.get(edit.ticket_id)
    number = said.number if said else ""
    return Case(ticket_id=edit.ticket_id, number=number, title="", unit="", state="", by_rule=False, out=edit)
