"""Ask no more for a while after failures in a row. Pure: takes `now`."""

from dataclasses import dataclass


@dataclass(slots=True, kw_only=True)
class Breaker:
    """Owns the count of failures. Open: nothing is asked; after `rest_s` one question tries again."""

    most_failures: int = 3
    rest_s: float = 300.0
    failures: int = 0
    open_until: float = 0.0

    def lets_through(self, now: float) -> bool:
        """Whether a question may be asked."""
        return now >= self.open_until

    def worked(self) -> None:
        """An answer could be used."""
        self.failures, self.open_until = 0, 0.0

    def failed(self, now: float) -> bool:
        """An answer did not come or could not be read; answers whether the breaker opened by it."""
        self.failures += 1
        if self.failures < self.most_failures:
            return False
        self.open_until = now + self.rest_s
        return True
