"""How fast reminders go, on a PostgreSQL and a mail server of their own on this machine.

    python -m benchmarks.reminders.measure [--men N ...] [--mails N]

Scan: its time for the same number of newly due duties among few men and among many, half of whom
have an overdue duty that was told before. Hand-over: mails in a second by one worker, against one
plain SMTP connection that does nothing else, to the same server. Lateness: from the moment a
message is due until the server has it, by the product's own worker and schedule, in real time.
"""

import argparse
import tempfile
import time
from datetime import UTC, datetime
from os import getloadavg
from pathlib import Path
from typing import Any

from benchmarks.results import record
from tests.fault.scene import Bench, bench
from tests.processes.site import free_port
from tests.servers import Redis

NEWLY_DUE = 300
REPEATS = 3
LARGEST_SCAN_RATIO = 1.5
LEAST_SHARE_OF_PLAIN_SMTP = 0.2
LATEST_SECONDS = 300
SEED = 1


def main() -> None:
    """Measure, print, and write the dated result."""
    parser = argparse.ArgumentParser(description="Measure the reminders.")
    parser.add_argument("--men", type=int, nargs=2, default=[10_000, 100_000])
    parser.add_argument("--mails", type=int, default=200)
    options = parser.parse_args()
    few, many = options.men
    with tempfile.TemporaryDirectory(prefix="inrange-") as folder, bench(Path(folder)) as own:
        measured = {
            "scan": scan_times(own, few, many),
            "hand_over": hand_over(own, options.mails),
            "lateness": lateness(own, options.mails),
        }
    record("reminders", measured)


def scan_times(own: Bench, few: int, many: int) -> dict[str, Any]:
    """Seconds of one scan in both populations, and how many times as long it takes in the second.

    The two are measured in turn, so that a busy machine burdens both alike.
    """
    with own.scene(SEED) as small, own.scene(SEED) as large:
        for scene, men in ((small, few), (large, many)):
            scene.call("seed_due", number=NEWLY_DUE)
            scene.call("populate", men=men)
        taken: dict[str, list[float]] = {"few": [], "many": []}
        for _ in range(REPEATS):
            taken["few"].append(small.call("timed_scan"))
            taken["many"].append(large.call("timed_scan"))
    seconds = {name: min(times) for name, times in taken.items()}
    return {
        "newly_due": NEWLY_DUE,
        "men": {"few": few, "many": many},
        "seconds": seconds,
        "ratio": round(seconds["many"] / seconds["few"], 2),
        "ratio_wanted_at_most": LARGEST_SCAN_RATIO,
    }


def hand_over(own: Bench, mails: int) -> dict[str, Any]:
    """Mails in a second by the product and by a plain connection, each at its best.

    Both send for the same time in turn, so that a busy machine burdens both alike, and the same
    mails: those of the plain connection are written beforehand. The load is the average number
    of programs that wanted a processor in the minute before.
    """
    plain, product, load = [], [], round(getloadavg()[0], 1)
    for _ in range(REPEATS):
        with own.scene(SEED) as scene:
            scene.due(mails)
            product.append(scene.call("timed_send"))
            plain.append(scene.call("timed_plain_mails", seconds=mails / product[-1]))
    return {
        "mails": mails,
        "plain_connection_per_second": round(max(plain), 1),
        "one_worker_per_second": round(max(product), 1),
        "share": round(max(product) / max(plain), 3),
        "share_wanted_at_least": LEAST_SHARE_OF_PLAIN_SMTP,
        "load_of_the_machine": load,
    }


def lateness(own: Bench, mails: int) -> dict[str, Any]:
    """Seconds from due to taken, by the worker and the schedule as they are."""
    redis = Redis(free_port())
    redis.start()
    try:
        with own.scene(SEED, broker=redis.address) as scene:
            scene.work_by_the_queue(1)
            time.sleep(5)
            scene.call("seed_due", number=mails)
            scene.call("scan")
            due_at = datetime.now(UTC).timestamp()
            scene.until(mails, seconds=LATEST_SECONDS)
            late = sorted(entry.at - due_at for entry in scene.mail.accepted)
    finally:
        redis.kill()
    return {
        "mails": mails,
        "taken": len(late),
        "seconds_median": round(late[len(late) // 2], 1),
        "seconds_99_of_100": round(late[len(late) * 99 // 100], 1),
        "seconds_wanted_at_most": LATEST_SECONDS,
    }


if __name__ == "__main__":
    main()
