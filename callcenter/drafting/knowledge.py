"""What a site knows of its city and of how people speak there; read once, shared by all calls."""

from collections.abc import Mapping
from dataclasses import dataclass

from callcenter.drafting.appeal import AppealLexicon
from callcenter.drafting.fillers import FillerMarker
from callcenter.drafting.gazetteer import Gazetteer
from callcenter.drafting.keywords import WordIndex
from callcenter.drafting.person import NameLexicon


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowledge:
    """Everything the extractors look things up in."""

    fillers: FillerMarker
    gazetteer: Gazetteer
    appeal: AppealLexicon
    names: NameLexicon
    topics: WordIndex
    matters: Mapping[str, str]  # topic -> what the title says when the caller put it in too many words
