"""The champions a running service drafts with, before what the city was shipped with; new ones without a restart."""

from dataclasses import replace

import structlog

from callcenter.drafting import FieldName, Knowledge
from callcenter.learning.classifier import Classifier, ModelError
from callcenter.learning.keeping import Shelf, Target

_log = structlog.get_logger("learning")


class InUse:
    """Owns the classifiers in memory."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._stamps: dict[Target, int] = {}
        self._known: dict[Target, Classifier] = {}

    def beside(self, knowledge: Knowledge) -> Knowledge:
        """The knowledge, with what was learned; a champion that cannot be read is left out and said so once."""
        for target in Target:
            stamp = self._shelf.stamp(target)
            if stamp != self._stamps.get(target, 0):
                self._stamps[target] = stamp
                self._take(target)
        own = {FieldName(target): known for target, known in self._known.items()}
        return replace(knowledge, learned={**knowledge.learned, **own})

    def _take(self, target: Target) -> None:
        self._known.pop(target, None)
        try:
            champion = self._shelf.champion(target)
        except ModelError as fault:
            _log.warning("learned classifier left out", target=target, why=str(fault))
            return
        if champion is not None:
            self._known[target] = champion
            _log.info("learned classifier in use", target=target, labels=len(champion.labels))
