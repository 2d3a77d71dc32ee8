"""Build the draft of one call, one final utterance at a time."""

from collections.abc import Iterable

from callcenter.drafting.address import addresses
from callcenter.drafting.appeal import AppealKinds
from callcenter.drafting.characters import CharLine, characters_of
from callcenter.drafting.contact import ContactNumbers
from callcenter.drafting.draft import Draft, FieldCandidate, FieldName
from callcenter.drafting.keywords import WordScores
from callcenter.drafting.knowledge import Knowledge
from callcenter.drafting.person import CallerName
from callcenter.drafting.speech import Role, Utterance
from callcenter.drafting.story import Story
from callcenter.drafting.where import Whereabouts


class Drafter:
    """Owns what has been drawn from one call so far.

    `update` costs the work of the new utterance only. The caller's channel feeds every field; the operator's only
    confirms numbers and names. Not for use by two tasks at once.
    """

    def __init__(self, knowledge: Knowledge) -> None:
        """Take the site's knowledge, which is only read."""
        self._knowledge = knowledge
        self._numbers = ContactNumbers()
        self._name = CallerName(knowledge.names)
        self._kinds = AppealKinds(knowledge.appeal)
        self._where = Whereabouts()
        self._topics = WordScores()
        self._story = Story()

    def update(self, utterance: Utterance) -> Draft:
        """Take one final utterance and return the draft so far."""
        line = self._cleaned(utterance)
        if utterance.role is Role.CALLER:
            self._hear_caller(line)
        else:
            self._numbers.hear_operator(line)
            self._name.hear_operator(line)
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
            FieldName.TITLE: self._title(),
            FieldName.CONTENT: self._story.content(),
            FieldName.SUMMARY: self._story.summary(),
        }
        return Draft(fields={name: candidates for name, candidates in found.items() if candidates})

    def _cleaned(self, utterance: Utterance) -> CharLine:
        line = characters_of(utterance)
        return line.keep(self._knowledge.fillers.wanted(line.text))

    def _hear_caller(self, line: CharLine) -> None:
        hits = self._knowledge.gazetteer.hits(line.text)
        topics = self._knowledge.topics.hits(line)
        self._numbers.hear_caller(line)
        self._name.hear_caller(line)
        self._kinds.hear(line)
        self._where.hear(line, addresses(line.text, hits))
        self._topics.add(topics)
        telling = sum(hit.weight for hit in topics) + (2.0 if hits else 0.0)
        self._story.hear(line, [(hit.start, hit.end) for hit in hits], telling)

    def _title(self) -> tuple[FieldCandidate, ...]:
        place = next(iter(self._where.places()), None)
        area = next(iter(self._where.areas()), None)
        topic = next((name for name, _, _ in self._topics.ranked()), "")
        return self._story.title(
            area.value if area else "", place.value if place else "", self._knowledge.matters.get(topic, "")
        )
