"""Streaming clusters: each message joins the likest cluster of its place, or begins one."""

from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from heapq import nlargest
from math import sqrt

from queueing.hot.complaint import Complaint
from queueing.hot.grams import Frequencies, Vector, raw_grams, telling, weighted
from queueing.hot.rules import DAY_S, HotRules

_MOST_GRAMS = 400_000
_KEPT_GRAMS = 160  # of a centroid: what only few of its messages say goes
_RAREST = 12  # pairs by which candidates are looked up
_LONGEST_LIST = 400  # a pair that so many clusters have tells nothing
_MOST_CANDIDATES = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A message inside a cluster; its words stay in the store."""

    at: float
    ticket_id: str
    person: str
    likeness: float
    title: str
    topic: str = ""
    place: str = ""


@dataclass(slots=True, kw_only=True)
class Cluster:
    """One matter. Owner: HotTopics."""

    ident: str
    place: str
    days: dict[int, dict[str, float]] = field(default_factory=dict)  # sums of vectors, a day each, so that a day can go
    total: dict[str, float] = field(default_factory=dict)
    square: float = 0.0  # of the total's length
    members: deque[Member] = field(default_factory=deque)
    topics: Counter[str] = field(default_factory=Counter)

    @property
    def persons(self) -> set[str]:
        """Who called."""
        return {one.person for one in self.members}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """Where a message went; '' when it is too general to be compared."""

    cluster: str
    likeness: float = 0.0
    new: bool = False


class HotTopics:
    """Owns the clusters of the window. Messages must come in order of time; restoring is taking them again."""

    def __init__(self, rules: HotRules) -> None:
        self.rules = rules
        self._stop = frozenset(rules.stop)
        self.frequencies = Frequencies()
        self.clusters: dict[str, Cluster] = {}
        self._by_place: dict[str, set[str]] = {}
        self._by_gram: dict[str, set[str]] = {}
        self._of_ticket: dict[str, str] = {}
        self._day = -1

    def take(self, complaint: Complaint) -> Settled:
        """Put a message where it belongs; one that was taken already stays where it is."""
        if complaint.ticket_id in self._of_ticket:
            return Settled(cluster=self._of_ticket[complaint.ticket_id])
        self._turn(complaint.at)
        raw = raw_grams(complaint, self.rules, self._stop)
        self.frequencies.note(raw)
        if telling(raw) < self.rules.least_grams and not (complaint.place and complaint.topic):
            return Settled(cluster="")
        vector = weighted(raw, self.frequencies)
        found, likeness = self._likest(vector, complaint)
        cluster = found or self._begin(complaint)
        self._join(cluster, complaint, vector, likeness)
        return Settled(cluster=cluster.ident, likeness=likeness, new=found is None)

    def forget(self, ticket_id: str) -> None:
        """Count a message no longer: it held no matter (无效). Its words stay in the sums until their day goes."""
        cluster = self.cluster_of(ticket_id)
        if cluster is None:
            return
        for member in [one for one in cluster.members if one.ticket_id == ticket_id]:
            cluster.members.remove(member)
            self._forget(cluster, member)
        if not cluster.members:
            self._drop(cluster)

    def cluster_of(self, ticket_id: str) -> Cluster | None:
        """The cluster of a ticket, None when it is in none."""
        return self.clusters.get(self._of_ticket.get(ticket_id, ""))

    # --- finding -------------------------------------------------------------------------------------------------

    def _likest(self, vector: Vector, complaint: Complaint) -> tuple[Cluster | None, float]:
        best, best_likeness, best_margin = None, 0.0, 0.0
        for cluster in self._candidates(vector, complaint.place):
            likeness = _likeness(vector, cluster) + self._by_topic(complaint.topic, cluster)
            margin = likeness - self._needed(complaint.place, cluster.place)
            if margin >= 0.0 and (best is None or margin > best_margin):
                best, best_likeness, best_margin = cluster, likeness, margin
        return best, best_likeness

    def _candidates(self, vector: Vector, place: str) -> list[Cluster]:
        """All clusters of the place, and the elsewhere or nowhere ones that share most of the rarest pairs."""
        here = self._by_place.get(place, set()) if place else set()
        rare = sorted((gram for gram in vector if len(gram) > 1), key=lambda gram: (-vector[gram], gram))[:_RAREST]
        shared: dict[str, float] = {}
        for gram in rare:
            having = self._by_gram.get(gram, ())
            for ident in having if len(having) <= _LONGEST_LIST else ():
                shared[ident] = shared.get(ident, 0.0) + vector[gram]
        fit = (ident for ident in shared if not place or not self.clusters[ident].place)
        best = nlargest(_MOST_CANDIDATES, fit, key=lambda ident: (shared[ident], ident))
        return [self.clusters[ident] for ident in (*sorted(here), *best)]

    def _by_topic(self, topic: str, cluster: Cluster) -> float:
        if not topic or not cluster.topics:
            return 0.0
        share = cluster.topics[topic] / cluster.topics.total()
        return share * self.rules.same_topic if share else -self.rules.other_topic

    def _needed(self, one: str, other: str) -> float:
        return self.rules.same_place if one and one == other else self.rules.no_place

    # --- joining -------------------------------------------------------------------------------------------------

    def _begin(self, complaint: Complaint) -> Cluster:
        cluster = Cluster(ident=complaint.ticket_id, place=complaint.place)
        self.clusters[cluster.ident] = cluster
        self._by_place.setdefault(cluster.place, set()).add(cluster.ident)
        if len(self.clusters) > self.rules.most_clusters:
            self._drop_stalest()
        return cluster

    def _join(self, cluster: Cluster, complaint: Complaint, vector: Vector, likeness: float) -> None:
        if complaint.place and not cluster.place:
            self._place(cluster, complaint.place)
        today = cluster.days.setdefault(int(complaint.at // DAY_S), {})
        for gram, value in vector.items():
            today[gram] = today.get(gram, 0.0) + value
            if gram not in cluster.total:
                self._by_gram.setdefault(gram, set()).add(cluster.ident)
            before = cluster.total.get(gram, 0.0)
            cluster.total[gram] = before + value
            cluster.square += value * (2.0 * before + value)
        cluster.members.append(
            Member(
                at=complaint.at,
                ticket_id=complaint.ticket_id,
                person=complaint.person,
                likeness=likeness,
                title=complaint.title or complaint.text[:40],
                topic=complaint.topic,
                place=complaint.place,
            )
        )
        if complaint.topic:
            cluster.topics[complaint.topic] += 1
        self._of_ticket[complaint.ticket_id] = cluster.ident
        if len(cluster.total) > 2 * _KEPT_GRAMS:
            self._trim(cluster)

    def _place(self, cluster: Cluster, place: str) -> None:
        """A cluster without a place learns it from the first message that names one."""
        self._by_place[cluster.place].discard(cluster.ident)
        cluster.place = place
        self._by_place.setdefault(place, set()).add(cluster.ident)

    def _trim(self, cluster: Cluster) -> None:
        kept = dict(sorted(cluster.total.items(), key=lambda item: (-item[1], item[0]))[:_KEPT_GRAMS])
        self._unlist(cluster, (gram for gram in cluster.total if gram not in kept))
        cluster.total = kept
        cluster.square = _square(kept)
        for grams in cluster.days.values():
            for gram in [gram for gram in grams if gram not in kept]:
                del grams[gram]

    # --- forgetting ----------------------------------------------------------------------------------------------

    def _turn(self, at: float) -> None:
        """Once a day let go of what left the window."""
        day = int(at // DAY_S)
        if day == self._day:
            return
        self._day = day
        for cluster in list(self.clusters.values()):
            self._expire(cluster, at - self.rules.window_s)
        self.frequencies.forget_rare(_MOST_GRAMS)

    def _expire(self, cluster: Cluster, since: float) -> None:
        oldest = int(since // DAY_S)
        for day in [day for day in cluster.days if day < oldest]:
            self._subtract(cluster, cluster.days.pop(day))
        while cluster.members and cluster.members[0].at < oldest * DAY_S:
            self._forget(cluster, cluster.members.popleft())
        if not cluster.members:
            self._drop(cluster)

    def _forget(self, cluster: Cluster, member: Member) -> None:
        self._of_ticket.pop(member.ticket_id, None)
        if member.topic:
            cluster.topics[member.topic] -= 1

    def _subtract(self, cluster: Cluster, grams: Vector) -> None:
        gone = []
        for gram, value in grams.items():
            left = cluster.total.get(gram, 0.0) - value
            if left > 1e-9:
                cluster.total[gram] = left
            else:
                gone.append(gram)
                cluster.total.pop(gram, None)
        cluster.square = _square(cluster.total)
        self._unlist(cluster, gone)

    def _drop_stalest(self) -> None:
        lonely = (one for one in self.clusters.values() if len(one.members) == 1)
        self._drop(min(lonely, key=lambda one: one.members[0].at, default=next(iter(self.clusters.values()))))

    def _drop(self, cluster: Cluster) -> None:
        self._unlist(cluster, cluster.total)
        self._by_place[cluster.place].discard(cluster.ident)
        for one in cluster.members:
            self._of_ticket.pop(one.ticket_id, None)
        del self.clusters[cluster.ident]

    def _unlist(self, cluster: Cluster, grams: Iterable[str]) -> None:
        for gram in grams:
            having = self._by_gram.get(gram)
            if having is not None:
                having.discard(cluster.ident)
                if not having:
                    del self._by_gram[gram]


def _likeness(vector: Vector, cluster: Cluster) -> float:
    total = cluster.total
    dot = sum(value * total[gram] for gram, value in vector.items() if gram in total)
    return dot / sqrt(cluster.square) if cluster.square > 0.0 else 0.0


def _square(vector: Vector) -> float:
    return sum(value * value for value in vector.values())
