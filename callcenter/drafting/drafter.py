"""Build the draft of one call, one final utterance at a time."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from callcenter.drafting.address import addresses
from callcenter.drafting.appeal import AppealKinds
from callcenter.drafting.characters import CharLine, characters_of
from callcenter.drafting.contact import ContactNumbers
from callcenter.drafting.draft import Draft, FieldCandidate, FieldName
from callcenter.drafting.gazetteer import PlaceHit, PlaceKind
from callcenter.drafting.keywords import WordHit, WordScores
from callcenter.drafting.knowledge import Knowledge
from callcenter.drafting.learned import Learned
from callcenter.drafting.matter import matter, personal
from callcenter.drafting.occurrence import Occurrence
from callcenter.drafting.person import CallerName
from callcenter.drafting.speech import Role, Utterance
from callcenter.drafting.story import Story
from callcenter.drafting.suggestions import ranked_candidates
from callcenter.drafting.urgent import Urgency
from callcenter.drafting.where import Whereabouts

_NAMED_ONLY = 0.5  # weight of a word that was only said as part of a place's name


class Drafter:
    """Owns what has been drawn from one call so far.

    `update` costs the work of the new utterance only. The caller's channel feeds every field; the operator's only
    confirms numbers and names. Not for use by two tasks at once.
    """

    def __init__(self, knowledge: Knowledge, call_started_at: datetime | None = None) -> None:
        """Take the site's knowledge, which is only read, and when the call began.

        Raises:
            ValueError: `call_started_at` has no time zone.

        """
        self._knowledge = knowledge
        self._numbers = ContactNumbers(knowledge.numbers)
        self._name = CallerName(knowledge.names)
        self._kinds = AppealKinds(knowledge.appeal)
        self._where = Whereabouts()
        self._topics = WordScores()
        self._units = WordScores()
        self._urgency = Urgency(knowledge.urgent)
        self._occurrence = Occurrence(call_started_at)
        self._story = Story()
        self._learned = {name: Learned(one, f"learned.{name}") for name, one in knowledge.learned.items()}

    def update(self, utterance: Utterance) -> Draft:
        """Take one final utterance and return the draft so far."""
        line = self._cleaned(utterance)
        if utterance.role is Role.CALLER:
            self._hear_caller(line)
        else:
            self._numbers.hear_operator(line)
            self._name.hear_operator(line)
            self._where.hear_operator(line)
        return self.draft()

    def update_all(self, utterances: Iterable[Utterance]) -> Draft:
        """Take utterances in order of time and return the draft after the last."""
        for utterance in utterances:
            self.update(utterance)
        return self.draft()

    def draft(self) -> Draft:
        """Return the draft so far."""
        found = {
            FieldName.APPEAL_KIND: self._kinds.candidates(),
            FieldName.PLACE: self._where.places(),
            FieldName.AREA: self._where.areas(),
            FieldName.CONTACT_NAME: self._name.names(),
            FieldName.CONTACT_PHONE: self._numbers.candidates(),
            FieldName.CONFIDENTIAL: self._name.confidential(),
            FieldName.URGENT: self._urgency.candidates(),
            FieldName.TOPIC: ranked_candidates(self._topics, "topic.words"),
            FieldName.UNIT: ranked_candidates(self._units, "unit.duties"),
            FieldName.HAPPENED_AT: self._occurrence.candidates(),
            FieldName.TITLE: self._title(),
            FieldName.CONTENT: self._story.content(),
            FieldName.SUMMARY: self._story.summary(),
        }
        for name, learned in self._learned.items():
            kind = name is FieldName.APPEAL_KIND
            found[name] = learned.voting(found[name], self._kinds.scores()) if kind else learned.beside(found[name])
        return Draft(fields={name: candidates for name, candidates in found.items() if candidates})

    def _cleaned(self, utterance: Utterance) -> CharLine:
        line = characters_of(utterance)
        return line.keep(self._knowledge.fillers.wanted(line.text))

    def _hear_caller(self, line: CharLine) -> None:
        hits = self._knowledge.gazetteer.hits(line.text)
        names = [(hit.start, hit.end) for hit in hits]
        read = self._knowledge.repair.repaired(line, names)
        topics = _outside(hits, self._knowledge.topics.hits(read))
        units = _outside(hits, self._units_in(line, read))
        where = addresses(line.text, hits)
        self._numbers.hear_caller(line, read.text)
        self._name.hear_caller(read)
        self._kinds.hear(read)
        for learned in self._learned.values():
            learned.hear(line)
        self._where.hear(line, where)
        self._topics.add(topics)
        self._units.add(units)
        self._urgency.hear(read)
        times = self._occurrence.hear(read)
        aside = [*((mention.start, mention.end) for mention in where), *times]
        keys = [word.start for word in (*topics, *units)]
        telling = sum(hit.weight for hit in topics) + (2.0 if hits else 0.0)
        if telling or not personal(line.text):  # a turn that only gives name or number is told in those fields
            self._story.hear(line, names, matter(line.text, aside, keys), telling)

    def _units_in(self, line: CharLine, read: CharLine) -> list[WordHit]:
        """Return the words that speak for units, and units whose name was said on a bad line."""
        words = self._knowledge.units.hits(read)
        named = [hit for hit in self._knowledge.unit_names.hits(line.text) if not hit.exact]
        apart = [hit for hit in named if not any(hit.start < one.end and one.start < hit.end for one in words)]
        return [*words, *(self._knowledge.units.named(hit.name, hit.unit, line, hit.start, hit.end) for hit in apart)]

    def _title(self) -> tuple[FieldCandidate, ...]:
        place = next(iter(self._where.places()), None)
        area = next(iter(self._where.areas()), None)
        topic = next((name for name, _, _ in self._topics.ranked()), "")
        return self._story.title(
            area.value if area else "", place.value if place else "", self._knowledge.matters.get(topic, "")
        )


def _outside(places: Sequence[PlaceHit], words: Sequence[WordHit]) -> list[WordHit]:
    """Leave out words that are only part of a name (小区 in 阳光小区); half count those of a 公园, 医院, 学校 named."""
    kept = []
    for word in words:
        place = next((one for one in places if one.start < word.end and word.start < one.end), None)
        if place is None:
            kept.append(word)
        elif place.place.kind is PlaceKind.POI:
            kept.append(replace(word, weight=word.weight * _NAMED_ONLY))
    return kept
