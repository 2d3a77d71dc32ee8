"""How long a caller will wait: the predictor, what it learns from, the band that is announced.

A caller with L others ahead is answered after L + 1 departures from the front; with j still ahead one of them comes
at the rate c*mu + j*theta: c operators finish calls, and those ahead may give up. Hence the mean
sum over j = 0..L of 1/(c*mu + j*theta), and the variance the sum of the squares. Method name: `QLA`.
"""

from bisect import bisect_left
from collections import deque
from dataclasses import dataclass
from math import cbrt, inf, sqrt

METHOD = "QLA"
LEARNED_CALLS = 200  # handle times and patience are those of about the last 200 calls
KEPT_ERRORS = 400  # the band's width is learned from the last so many waits
FEW_ERRORS = 50  # before so many, theory alone gives the width
NORMAL_P10, NORMAL_P80, NORMAL_P90 = -1.2816, 0.8416, 1.2816
BAND_EDGES_MIN = (1, 2, 3, 5, 8, 10, 15, 20, 30)  # what is said: "about 2 to 3 minutes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Prediction:
    """A wait that has not happened yet, in seconds."""

    mean_s: float
    sd_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Between these many seconds, 8 times in 10; longer than `middle_s` half the time, than `said_s` 2 times in 10."""

    low_s: float
    middle_s: float
    high_s: float
    said_s: float


def predict(ahead: int, servers: int, handle_s: float, patience_s: float = inf) -> Prediction | None:
    """The wait of a caller with `ahead` others before them; None when nobody is there to answer.

    Args:
        ahead: callers of the same line who wait longer, those who ring included.
        servers: operators at work for that line now: idle, busy or in wrap-up, not on break.
        handle_s: mean talk, hold and wrap-up.
        patience_s: mean patience; infinite: nobody gives up.

    """
    if ahead < 0 or not handle_s > 0.0 or not patience_s > 0.0:
        raise ValueError(f"prediction: expected ahead >= 0 and times > 0, found {ahead}, {handle_s!r}, {patience_s!r}")
    if servers < 1:
        return None
    steps = [1.0 / (servers / handle_s + place / patience_s) for place in range(ahead + 1)]
    return Prediction(mean_s=sum(steps), sd_s=sqrt(sum(step * step for step in steps)))


def quantile_s(wait: Prediction, normal: float) -> float:
    """The wait that the standard normal quantile `normal` stands for (gamma shape, Wilson and Hilferty 1931)."""
    ninth = wait.sd_s**2 / (9.0 * wait.mean_s**2)
    root = max(0.0, 1.0 - ninth + normal * sqrt(ninth))
    return wait.mean_s * root * root * root


def normal_of(wait: Prediction, waited_s: float) -> float:
    """Where `waited_s` lies within the prediction, as a standard normal quantile: the inverse of `quantile_s`."""
    ninth = wait.sd_s**2 / (9.0 * wait.mean_s**2)
    return (cbrt(max(0.0, waited_s) / wait.mean_s) - (1.0 - ninth)) / sqrt(ninth)


class Habits:
    """Owns what the line has shown of late: mean handle time and mean patience."""

    def __init__(self, handle_s: float, patience_s: float) -> None:
        """Begin with what the site believes; about 200 calls later it is forgotten."""
        predict(0, 1, handle_s, patience_s)  # refuses what cannot be
        self.handle_s = handle_s
        self._keep = 1.0 - 2.0 / (LEARNED_CALLS + 1)
        self._gave_up = 1.0
        self._waited_s = patience_s if patience_s < inf else 1e9

    @property
    def patience_s(self) -> float:
        """Waiting time of all per caller who gave up: those who were answered had more patience than they showed."""
        return self._waited_s / self._gave_up

    def handled(self, handle_s: float) -> None:
        """An operator's part in a call, wrap-up included, took so long."""
        self.handle_s += (1.0 - self._keep) * (handle_s - self.handle_s)

    def waited(self, waited_s: float, *, gave_up: bool) -> None:
        """A caller who had to wait was answered, or gave up. Those answered at once show nothing."""
        # Forgetting by the caller would starve the count of the rare event: forget with each one who gives up.
        if gave_up:
            self._gave_up = self._gave_up * self._keep + 1.0
            self._waited_s *= self._keep
        self._waited_s += waited_s


class Calibration:
    """Owns how past predictions fared, and makes spans that hold 8 times in 10 also where theory is off."""

    def __init__(self) -> None:
        self._places: deque[float] = deque(maxlen=KEPT_ERRORS)

    def learn(self, predicted: Prediction, waited_s: float) -> None:
        """A caller who waited was answered."""
        self._places.append(normal_of(predicted, waited_s))

    def span(self, predicted: Prediction) -> Span:
        """What may be said of a new wait."""
        low, middle, said, high = NORMAL_P10, 0.0, NORMAL_P80, NORMAL_P90
        if len(self._places) >= FEW_ERRORS:
            places = sorted(self._places)
            low, middle, said, high = (places[int(share * len(places))] for share in (0.1, 0.5, 0.8, 0.9))
        return Span(
            low_s=quantile_s(predicted, low),
            middle_s=quantile_s(predicted, middle),
            high_s=quantile_s(predicted, high),
            said_s=quantile_s(predicted, said),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What one caller has been told. `band` indexes BAND_EDGES_MIN; one past the end: longer than the last edge."""

    band: int
    fell: bool = False


def band_of(said_s: float) -> int:
    """The band a wait is announced as, rounded up."""
    return bisect_left(BAND_EDGES_MIN, said_s / 60.0)


def say(before: Said | None, said_s: float) -> Said:
    """What to tell a caller now: never a number that rises again after it has fallen."""
    band = band_of(said_s)
    if before is None:
        return Said(band=band)
    if before.fell and band > before.band:
        return before
    return Said(band=band, fell=before.fell or band < before.band)


def band_minutes(band: int) -> tuple[int, int | None]:
    """From and up to how many minutes; None: longer than the last edge."""
    low = BAND_EDGES_MIN[band - 1] if band else 0
    return low, BAND_EDGES_MIN[band] if band < len(BAND_EDGES_MIN) else None


class History:
    """Owns the waits that simpler predictors repeat: LES, the last to enter service; HOL, the head of the line."""

    def __init__(self) -> None:
        self.last_to_enter_s = 0.0

    def answered(self, waited_s: float) -> None:
        """A caller who had to wait was answered."""
        self.last_to_enter_s = waited_s

    @staticmethod
    def head_of_line_s(now: float, head_since: float | None) -> float:
        """What the one who waits longest has waited so far; 0 with nobody in line."""
        return 0.0 if head_since is None else max(0.0, now - head_since)
