"""How right the announced waiting times are: each caller's forecast against the wait that followed."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import fmean

from queueing.events import CallArrived, CallEnded, Fact, OfferMade
from queueing.outlook.forecast import Forecast
from queueing.outlook.waiting import METHOD, NORMAL_P10, NORMAL_P90, History, predict, quantile_s


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """What each method said to one caller, and what came; seconds."""

    waited_s: float
    means: dict[str, float]
    band: tuple[float, float]
    theory_band: tuple[float, float]
    said_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Accuracy:
    """One method over all callers who had to wait and were answered. Shares 0..1; None: the method gives no band."""

    method: str
    callers: int
    mean_wait_s: float
    rmse_s: float
    bias_s: float  # above 0: promises more waiting than comes
    band_holds: float | None  # the 80 % band
    theory_band_holds: float | None  # the same without learning from past errors
    said_holds: float | None  # the wait was not longer than said


class WaitingStudy:
    """Owns a forecast and the guesses of one day; feed it the desk's facts."""

    def __init__(self, handle_s: float, patience_s: float) -> None:
        self._forecast = Forecast(handle_s, patience_s)
        self._history = History()
        self._open: dict[str, tuple[float, dict[str, float], tuple[float, ...]]] = {}
        self.guesses: list[Guess] = []

    def feed(self, fact: Fact) -> None:
        """Take one fact."""
        match fact:
            case CallArrived():
                self._ask(fact)
            case OfferMade():
                self._check(fact)
            case CallEnded():
                self._open.pop(fact.call_id, None)
            case _:
                pass
        self._forecast.feed(fact)

    def _ask(self, fact: CallArrived) -> None:
        forecast, expected = self._forecast, self._forecast.expect()
        plain = predict(len(forecast.waiting), forecast.servers, forecast.habits.handle_s)
        if expected is None or plain is None:
            return
        head = next(iter(forecast.waiting.values()), None)
        means = {
            METHOD: expected.span.middle_s,
            f"{METHOD} theory": expected.prediction.mean_s,
            "QL": plain.mean_s,
            "LES": self._history.last_to_enter_s,
            "HOL": self._history.head_of_line_s(fact.at, head.since if head else None),
        }
        theory = (quantile_s(expected.prediction, edge) for edge in (NORMAL_P10, NORMAL_P90))
        span = expected.span
        self._open[fact.call_id] = (fact.at, means, (span.low_s, span.high_s, *theory, span.said_s))

    def _check(self, fact: OfferMade) -> None:
        asked = self._open.pop(fact.call_id, None)
        if asked is None or fact.at <= asked[0]:
            return
        waited_s, edges = fact.at - asked[0], asked[2]
        self._history.answered(waited_s)
        guess = Guess(
            waited_s=waited_s,
            means=asked[1],
            band=(edges[0], edges[1]),
            theory_band=(edges[2], edges[3]),
            said_s=edges[4],
        )
        self.guesses.append(guess)


def accuracy(guesses: Sequence[Guess]) -> tuple[Accuracy, ...]:
    """Each method over all guesses; nothing when nobody had to wait."""
    return tuple(_of(method, guesses) for method in guesses[0].means) if guesses else ()


def _of(method: str, guesses: Sequence[Guess]) -> Accuracy:
    errors = [one.means[method] - one.waited_s for one in guesses]
    ours = method == METHOD
    return Accuracy(
        method=method,
        callers=len(guesses),
        mean_wait_s=fmean(one.waited_s for one in guesses),
        rmse_s=sqrt(fmean(error * error for error in errors)),
        bias_s=fmean(errors),
        band_holds=_share([one.band[0] <= one.waited_s <= one.band[1] for one in guesses]) if ours else None,
        theory_band_holds=_share([one.theory_band[0] <= one.waited_s <= one.theory_band[1] for one in guesses])
        if ours
        else None,
        said_holds=_share([one.waited_s <= one.said_s for one in guesses]) if ours else None,
    )


def _share(found: Sequence[bool]) -> float:
    return sum(found) / len(found)
