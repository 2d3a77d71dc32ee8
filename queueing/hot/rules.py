"""The numbers of clustering, as data."""

from dataclasses import dataclass

DAY_S = 86_400.0


@dataclass(frozen=True, slots=True, kw_only=True)
class HotRules:
    """One city's choice. Likenesses are cosines between 0 and 1.

    The defaults were chosen on the development half of the labelled set (docs/decisions/0029).
    """

    window_days: int = 45
    same_place: float = 0.06  # both name the same place
    no_place: float = 0.26  # at least one names none
    same_topic: float = 0.10  # added when the ticket's topic is the cluster's
    other_topic: float = 0.05  # taken off when both have one and they differ
    title_weight: float = 2.0
    single_weight: float = 0.6  # single characters beside pairs
    least_grams: int = 4  # fewer telling pairs than this: too general to compare
    rare_share: float = 0.03  # a pair is rare when at most this share of messages has it
    most_clusters: int = 50_000  # beyond it the stalest that hold one message go
    stop: tuple[str, ...] = ()  # words that say nothing about the matter

    def __post_init__(self) -> None:
        if not 1 <= self.window_days <= 400:
            raise ValueError(f"window_days: expected 1 to 400, found {self.window_days}")
        for name in ("same_place", "no_place"):
            if not 0.0 < getattr(self, name) < 1.0:
                raise ValueError(f"{name}: expected a likeness between 0 and 1, found {getattr(self, name)}")
        if self.most_clusters < 1:
            raise ValueError(f"most_clusters: expected 1 or more, found {self.most_clusters}")

    @property
    def window_s(self) -> float:
        """The window in seconds."""
        return self.window_days * DAY_S
