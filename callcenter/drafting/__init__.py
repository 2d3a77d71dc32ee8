"""From what was said to the fields of a draft ticket: pure rules over site knowledge, every value with its evidence."""

from callcenter.drafting.draft import Band, Draft, FieldCandidate, FieldName, Span, best_fields, merge
from callcenter.drafting.drafter import Drafter
from callcenter.drafting.knowledge import Knowledge
from callcenter.drafting.loading import KnowledgeError, load_knowledge
from callcenter.drafting.speech import Role, Utterance, Word, utterance_from

__all__ = [
    "Band",
    "Draft",
    "Drafter",
    "FieldCandidate",
    "FieldName",
    "Knowledge",
    "KnowledgeError",
    "Role",
    "Span",
    "Utterance",
    "Word",
    "best_fields",
    "load_knowledge",
    "merge",
    "utterance_from",
]
