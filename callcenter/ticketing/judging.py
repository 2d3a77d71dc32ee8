"""What a draft's fields say about the matter in the city's terms: asked wherever a draft is registered."""

from collections.abc import Mapping

from callcenter.store.ticket import TicketField
from queueing.city.categories import Heard, category_heard
from queueing.city.profiles import Profile

_TEXTS = ("title", "content", "summary")


def category_of(fields: Mapping[str, TicketField], profile: Profile) -> str:
    """The city's category the draft belongs to, '' where none fits: clocks may begin from it."""
    held = {name: one.value for name, one in fields.items()}
    text = "\n".join(held.get(name, "") for name in _TEXTS)
    return category_heard(
        profile.category_rules, Heard(topic=held.get("topic", ""), sign=held.get("urgent", ""), text=text)
    )


def priority_of(fields: Mapping[str, TicketField], profile: Profile) -> str:
    """The most urgent the city knows where the draft holds a danger, else what every ticket has."""
    urgent = fields.get("urgent")
    return profile.priorities[-1] if urgent and urgent.value else profile.priorities[0]
