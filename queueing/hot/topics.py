"""What is shown of the clusters: those several people speak of, with growth and examples; generic ones are left out."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from queueing.hot.clusters import Cluster, HotTopics, Member

MEANS_ZH = (
    "热点件数按诉求提出时间计，各渠道的草稿（尚未受理）都计入，期末前作废的不计；受理量只计已受理的，按受理时间计。"
    "两者之差即尚未受理的草稿和他日受理的诉求。"
)
MEANS_EN = (
    "hot topics count messages by when they were sent, drafts of every source included, those void by the end of the "
    "period left out; matters registered counts only what was registered, by when it was: the difference is drafts "
    "nobody has registered yet and matters registered on another day"
)
_EXAMPLES = 3
_TELLING = 2  # a cluster without a place needs so many rare pairs that half of its messages share


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """One hot topic as shown. Holds no words of citizens except titles, which the caller of `topics` may drop."""

    ident: str
    place: str
    topic: str
    messages: int
    persons: int
    before: int  # messages of the stretch of equal length just before
    first_at: float
    last_at: float
    tickets: tuple[str, ...]  # newest first
    examples: tuple[str, ...]
    quoted: tuple[str, ...] = ()  # the tickets those titles are of

    @property
    def growth(self) -> int:
        """Messages more (or fewer) than in the stretch before."""
        return self.messages - self.before


@dataclass(frozen=True, slots=True, kw_only=True)
class ExampleChoice:
    """Which tickets a person wants as examples. `first`: in that order before others; `never`: counted all the same."""

    first: tuple[str, ...] = ()
    never: frozenset[str] = frozenset()


def topics(
    hot: HotTopics, since: float, until: float, *, least_persons: int = 3, choice: ExampleChoice | None = None
) -> tuple[Topic, ...]:
    """Topics with messages in `[since, until)` from at least so many people, most people first.

    Args:
        hot: the clusters.
        since: Unix seconds.
        until: Unix seconds.
        least_persons: fewer are not shown.
        choice: which tickets give examples; all are counted.

    """
    shown = (
        _topic(one, since, until, choice or ExampleChoice())
        for one in hot.clusters.values()
        if not is_generic(hot, one)
    )
    found = [one for one in shown if one.persons >= least_persons]
    return tuple(sorted(found, key=lambda one: (-one.persons, -one.messages, one.first_at, one.ident)))


def topic_of(hot: HotTopics, ident: str, since: float, until: float) -> Topic | None:
    """One topic by its id; None when it left the window or nobody called about it in `[since, until)`."""
    cluster = hot.clusters.get(ident)
    found = _topic(cluster, since, until, ExampleChoice()) if cluster else None
    return found if found and found.messages else None


def about(hot: HotTopics, place: str, topic: str, since: float) -> tuple[Member, ...]:
    """What was said since then about one matter at one place, oldest first."""
    found = (
        one
        for cluster in hot.clusters.values()
        if cluster.place == place
        for one in cluster.members
        if one.at >= since and (one.place, one.topic) == (place, topic)
    )
    return tuple(sorted(found, key=lambda one: (one.at, one.ticket_id)))


def is_generic(hot: HotTopics, cluster: Cluster) -> bool:
    """Whether its messages share no place and next to no telling words («请加快处理»)."""
    if cluster.place:
        return False
    half = len(cluster.members) / 2
    often = sorted(cluster.total.items(), key=lambda item: -item[1])[:40]
    pairs = (gram for gram, weight in often if len(gram) > 1 and weight > 0.12 * half)
    rare = sum(
        1 for gram in pairs if hot.frequencies.share(gram) <= hot.rules.rare_share or hot.frequencies.messages < 50
    )
    return rare < _TELLING


def _topic(cluster: Cluster, since: float, until: float, choice: ExampleChoice) -> Topic:
    inside = [one for one in cluster.members if since <= one.at < until]
    before = sum(1 for one in cluster.members if since - (until - since) <= one.at < since)
    examples = _examples(inside, choice)
    named = Counter(one.topic for one in inside if one.topic)
    return Topic(
        ident=cluster.ident,
        place=cluster.place,
        topic=named.most_common(1)[0][0] if named else "",
        messages=len(inside),
        persons=len({one.person for one in inside}),
        before=before,
        first_at=min((one.at for one in inside), default=0.0),
        last_at=max((one.at for one in inside), default=0.0),
        tickets=tuple(one.ticket_id for one in reversed(inside)),
        examples=tuple(examples),
        quoted=tuple(examples.values()),
    )


def _examples(members: Iterable[Member], choice: ExampleChoice) -> dict[str, str]:
    """Titles, each once, with the ticket of each: what a person put first, then the likest."""
    place = {ticket_id: at for at, ticket_id in enumerate(choice.first)}
    told = (one for one in members if one.ticket_id not in choice.never)
    found: dict[str, str] = {}
    for one in sorted(told, key=lambda one: (place.get(one.ticket_id, len(place)), -one.likeness, one.at)):
        found.setdefault(one.title, one.ticket_id)
    return dict(islice(found.items(), _EXAMPLES))
