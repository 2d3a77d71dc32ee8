"""What the routes around units, intake and outflow work with."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from callcenter.burst_board import BurstBoard
from callcenter.directory import Directory
from callcenter.duty_calls import DutyCaller
from callcenter.hot_desk import HotDesk
from callcenter.intake.inbox import Inbox
from callcenter.intake.reception import Reception
from callcenter.intake.sources import Sources
from callcenter.knowledge_base.book import KnowledgeBook
from callcenter.outflow.courier import Courier
from callcenter.reports.office import ReportOffice
from callcenter.show.aftermath.workshop import Workshop
from callcenter.show.aftershow import AfterShow
from callcenter.show.opinion_desk import OpinionDesk
from callcenter.show.plan_acts import PlanActs
from callcenter.show.reminders import Reminders
from callcenter.store.outbox import Channel
from callcenter.uploads import Uploads
from callcenter.web.lookup_gate import LookupGate
from callcenter.web.rate import RateLimit


@dataclass(frozen=True, slots=True, kw_only=True)
class CityParts:
    """The parts of the service behind these routes."""

    directory: Directory
    knowledge: KnowledgeBook
    reception: Reception
    inbox: Inbox
    sources: Sources
    couriers: Mapping[Channel, Courier]
    uploads: Uploads
    duty: DutyCaller
    reports: ReportOffice
    hot: HotDesk
    bursts: BurstBoard
    plan: PlanActs
    opinions: OpinionDesk
    reminders: Reminders
    workshop: Workshop
    aftershow: AfterShow
    intake_rate: RateLimit = field(default_factory=lambda: RateLimit(most=120))
    lookups: LookupGate = field(default_factory=LookupGate)
