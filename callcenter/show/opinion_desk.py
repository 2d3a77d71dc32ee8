"""Taking opinions around a recorded edition, from people at the office, from other systems and from text messages."""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from callcenter.ids import new_id
from callcenter.store.editions import Deed
from callcenter.store.show_opinions import Opinion
from callcenter.store.stores import Stores
from callcenter.ticketing.rule_book import RuleBook
from queueing.show.edition import Edition, EditionError
from queueing.show.opinions import Channel, OpinionRules, Tally, collecting, last_day, read_message, tally
from queueing.show.plan import ShowKind

SMS_SOURCE = "短信"


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """An opinion as it came. `from_whom`: a number or an account; it is not kept. `key` '': typed by hand."""

    text: str = field(default="", repr=False)
    unit: str = ""
    topic: str = ""
    verdict: str = ""
    channel: Channel = Channel.OTHER
    source: str = ""
    people: int = 1
    from_whom: str = field(default="", repr=False)
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpinionDesk:
    """Owns nothing: the store has the opinions, the profile the rules."""

    stores: Stores
    book: RuleBook
    zone: ZoneInfo
    now: Callable[[], float]

    @property
    def rules(self) -> OpinionRules:
        """How this city asks."""
        return self.book.profile.opinions

    @property
    def today(self) -> date:
        """The day at the site."""
        return datetime.fromtimestamp(self.now(), self.zone).date()

    def is_open(self, edition: Edition) -> bool:
        """Whether an edition takes opinions now."""
        calendar = self.book.office.calendar
        return edition.planned and collecting(edition.day, self.today, self.rules, calendar)

    def until(self, edition: Edition) -> date:
        """The last day it takes them."""
        return last_day(edition.day, self.rules, self.book.office.calendar)

    async def current(self) -> Edition | None:
        """The recorded edition that takes opinions now: the next one, else the last."""
        found = await self.stores.editions.all()
        open_ones = [one for one in found if one.kind is ShowKind.TV and self.is_open(one)]
        to_come = [one for one in open_ones if one.day >= self.today]
        return min(to_come, key=lambda one: one.day, default=max(open_ones, key=lambda one: one.day, default=None))

    async def take(self, edition: Edition, given: Given, by: str) -> bool:
        """Keep an opinion; False: it is known already.

        Raises:
            EditionError: nothing in it, another verdict than the city's, no such unit, or collecting is over.

        """
        self._check(edition, given)
        at = self.now()
        one = Opinion(
            opinion_id=_id(given) if given.key else new_id("O", at),
            edition_id=edition.edition_id,
            unit=given.unit,
            text=given.text.strip(),
            source=given.source,
            by=by,
            at=at,
            topic=given.topic,
            verdict=given.verdict,
            channel=given.channel.value,
            people=given.people,
        )
        what = "" if given.key else "opinion"
        deed = Deed(by=by, at=at, what=what, detail={"unit": given.unit} if given.unit else {})
        return await self.stores.opinions.take(one, given.from_whom, secrets.token_hex(32), deed)

    async def take_sms(self, number: str, text: str, key: str) -> bool:
        """Take a text message that is an opinion; False: it is none, or no edition takes any now."""
        edition = await self.current()
        written = read_message(text, edition.units, self.rules) if edition else None
        if edition is None or written is None or not (written.verdict or written.text):
            return False
        given = Given(
            text=written.text,
            unit=written.unit,
            verdict=written.verdict,
            channel=Channel.SMS,
            source=SMS_SOURCE,
            from_whom=number,
            key=f"sms/{key}",
        )
        await self.take(edition, given, "source:sms")
        return True

    async def counted(self, edition: Edition) -> Tally:
        """Count an edition's opinions."""
        return self.tally(await self.stores.opinions.of(edition.edition_id), edition.units)

    def tally(self, found: tuple[Opinion, ...], units: tuple[str, ...]) -> Tally:
        """Count some opinions."""
        return tally([one.voice() for one in found], self.rules, units)

    async def forget_senders(self) -> int:
        """Throw away what could tell senders apart of editions that take no more; generous by a week."""
        days = self.rules.workdays_after * 2 + 14  # working days are at most so many days apart, long holidays included
        return await self.stores.opinions.forget_senders(date.fromordinal(self.today.toordinal() - days))

    def _check(self, edition: Edition, given: Given) -> None:
        if not edition.planned:
            raise EditionError("edition", "one that stands in the plan", "a cancelled one")
        if given.verdict and given.verdict not in self.rules.verdicts:
            raise EditionError("verdict", f"one of {'、'.join(self.rules.verdicts)}", given.verdict)
        if not given.verdict and len(given.text.strip()) < 2:
            raise EditionError("opinion", "a verdict or some words", "neither")
        if given.people > 1 and (given.channel is not Channel.SLIP or given.from_whom):
            raise EditionError("people", "1, or slips counted in the hall", f"{given.people} by {given.channel}")
        if given.from_whom and not self.is_open(edition):
            found = f"{self.today}"
            raise EditionError("opinion", f"one given until {self.until(edition)}", found)


def _id(given: Given) -> str:
    """The same message again has the same id."""
    return "O" + hashlib.sha256(f"{given.channel}|{given.key}".encode()).hexdigest()[:24]
