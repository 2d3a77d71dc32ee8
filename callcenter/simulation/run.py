"""One run of the simulator: all days, the staff needed, the waiting-time study, other strategies on the same days."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import ceil

from callcenter.simulation.outcome import DayOutcome
from callcenter.simulation.plan import PlannedCall
from callcenter.simulation.play import Listener, play_day
from callcenter.simulation.progress import Progress
from callcenter.simulation.report import Report
from callcenter.simulation.roster import Duty, staffed
from callcenter.simulation.scenario import Scenario
from callcenter.simulation.staffing import ROUNDS, Staffing, needed
from callcenter.simulation.summary import Summary, summarise
from callcenter.simulation.waiting_study import WaitingStudy, accuracy

SEARCH_CALLS = 20_000  # the staffing search looks at about so many calls a round, if there are as many days
FEWEST_DAYS = 2

Draw = Callable[[int], Sequence[PlannedCall]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What to run. `draw` gives the day of a seed."""

    name: str
    scenario: Scenario
    draw: Draw
    duties: tuple[Duty, ...]
    calls_from: str
    calls_per_s: tuple[float, ...]  # by half hour, for theory
    seeds: tuple[int, ...]
    compare: tuple[str, ...] = ()
    staffing: bool = True


def run(order: Order, progress: Progress) -> Report:
    """Play everything."""
    # One forecast over all days, as the live desk has: it goes on learning over midnight.
    study = WaitingStudy(order.scenario.handle_s(), order.scenario.people.patience.mean_s)
    summary = summarise(_days(order, "", progress, (study.feed,)))
    compared = {name: summarise(_days(order, name, progress)) for name in order.compare}
    staffing = _staffing(order, summary, progress) if order.staffing else None
    progress.end()
    return Report(
        name=order.name,
        scenario=order.scenario,
        calls_from=order.calls_from,
        on_duty=staffed(order.duties),
        summary=summary,
        staffing=staffing,
        waiting=accuracy(study.guesses),
        compared=compared,
    )


def _days(order: Order, strategy: str, progress: Progress, listeners: Sequence[Listener] = ()) -> Iterator[DayOutcome]:
    for place, seed in enumerate(order.seeds):
        progress.show(strategy or order.scenario.desk.strategy, place, len(order.seeds))
        yield play_day(order.scenario, order.draw(seed), order.duties, strategy=strategy, listeners=listeners)


def _staffing(order: Order, summary: Summary, progress: Progress) -> Staffing:
    calls = max(1.0, summary.figures["offered"].mean)
    days = max(FEWEST_DAYS, min(len(order.seeds), ceil(SEARCH_CALLS / calls)))
    plans = [order.draw(seed) for seed in _seeds(order.seeds, days)]
    return needed(order.scenario, plans, order.calls_per_s, lambda turn: progress.show("staffing", turn, ROUNDS))


def _seeds(seeds: Sequence[int], days: int) -> tuple[int, ...]:
    """The first `days` of the seeds, and new ones where they are too few."""
    more: Iterable[int] = range(max(seeds) + 1, max(seeds) + 1 + max(0, days - len(seeds)))
    return (*seeds[:days], *more)
