"""What a site knows of its city and of how people speak there; read once, shared by all calls."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from callcenter.drafting.appeal import AppealLexicon
from callcenter.drafting.draft import FieldName
from callcenter.drafting.fillers import FillerMarker
from callcenter.drafting.gazetteer import Gazetteer
from callcenter.drafting.keywords import WordIndex
from callcenter.drafting.learned import Guesser
from callcenter.drafting.numbering import NumberPlan
from callcenter.drafting.person import NameLexicon
from callcenter.drafting.repair import WordRepair
from callcenter.drafting.unit_names import UnitNames
from callcenter.drafting.urgent import UrgentLexicon


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowledge:
    """Everything the extractors look things up in."""

    fillers: FillerMarker
    gazetteer: Gazetteer
    appeal: AppealLexicon
    names: NameLexicon
    numbers: NumberPlan
    topics: WordIndex
    units: WordIndex
    repair: WordRepair
    urgent: UrgentLexicon
    matters: Mapping[str, str]  # topic -> what the title says when the caller put it in too many words
    unit_names: UnitNames = field(default_factory=lambda: UnitNames({}))
    learned: Mapping[FieldName, Guesser] = field(default_factory=dict)  # from the site's own tickets
