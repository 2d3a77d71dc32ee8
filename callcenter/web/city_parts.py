"""What the routes around units, intake and outflow work with."""

from dataclasses import dataclass

from callcenter.directory import Directory
from callcenter.knowledge_base.book import KnowledgeBook


@dataclass(frozen=True, slots=True, kw_only=True)
class CityParts:
    """The parts of the service behind these routes."""

    directory: Directory
    knowledge: KnowledgeBook
