"""Put the report office together from a site's configuration; the service and the command do it the same way."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import time
from zoneinfo import ZoneInfo

from callcenter.documents.formats import Format
from callcenter.hot_rules import load_hot_rules
from callcenter.known_places import load_known_places
from callcenter.kpis import site_kpis
from callcenter.reports.catalogue import KINDS
from callcenter.reports.office import ReportOffice, ReportPorts
from callcenter.reports.schedule import Scheduled
from callcenter.settings import Settings
from callcenter.store.database import Database
from callcenter.ticketing.rule_book import RuleBook

FOLDER = "reports"  # under the data folder


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """Which reports make themselves, when, in which formats."""

    scheduled: tuple[Scheduled, ...]
    formats: tuple[Format, ...]


def schedule_of(settings: Settings) -> Schedule:
    """Read `[reports]`; without a time none makes itself."""
    keys = settings.reports
    at = time.fromisoformat(keys.at) if keys.at else None
    lines = [Scheduled(name=name, span=KINDS[name].spans[0], at=at) for name in keys.names if at]
    return Schedule(scheduled=tuple(lines), formats=tuple(Format(one) for one in keys.formats))


def open_report_office(
    settings: Settings, database: Database, book: RuleBook, now: Callable[[], float]
) -> ReportOffice:
    """Build it.

    Raises:
        KpiError, HotRulesError: a file of the city cannot be used.

    """
    ports = ReportPorts(
        database=database,
        folder=settings.data_dir() / FOLDER,
        zone=ZoneInfo(settings.site.timezone),
        site=settings.site.title,
        kpis=site_kpis(settings),
        hot=load_hot_rules(settings.site.city),
        known=load_known_places(settings.site.city),
        office=lambda: book.office,
        switches=lambda: book.profile.switches,
        now=now,
    )
    return ReportOffice(ports)
