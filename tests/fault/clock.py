"""One clock for every program of a test: it can run fast, stand still, and be set wrong."""

import json
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

ZONE = "America/New_York"
TODAY = date(2026, 11, 18)
NOON = datetime(2026, 11, 18, 17, 0, tzinfo=UTC)
"""Noon of a Wednesday in New York."""

LEASE = timedelta(minutes=5)
"""For how long a claimed message belongs to its sender, as the tests know it."""


class Clock:
    """The time that a file says. A lease of five minutes need not be waited for."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def set(self, moment: datetime, speed: float = 1.0) -> None:
        """From now on it is `moment`, and time goes by so many times as fast."""
        text = json.dumps([moment.isoformat(), time.monotonic(), speed])
        fresh = self.file.with_suffix(".fresh")
        fresh.write_text(text, encoding="ascii")
        fresh.replace(self.file)

    def step(self, by: timedelta) -> None:
        """Set it forward or back at once; its speed stays."""
        self.set(self.now() + by, self.speed)

    def now(self) -> datetime:
        """What time it is."""
        moment, since, speed = self._read()
        return moment + timedelta(seconds=(time.monotonic() - since) * speed)

    def seconds(self) -> float:
        """Seconds that go by steadily whatever the clock is set to, at this clock's speed."""
        return time.monotonic() * self.speed

    @property
    def speed(self) -> float:
        """How many seconds of this clock one real second is."""
        return self._read()[2]

    def _read(self) -> tuple[datetime, float, float]:
        moment, since, speed = json.loads(self.file.read_text(encoding="ascii"))
        return datetime.fromisoformat(moment), since, speed
