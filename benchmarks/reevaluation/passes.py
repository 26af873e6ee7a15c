"""The passes once, in a process of their own: prints the seconds of each as one line of JSON."""

import json
import os
import time
from datetime import UTC, datetime

import django


def main() -> None:
    """Judge whose day has come, and queue what is to be told."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from monitoring.mail.scanning import scan_due
    from monitoring.models import Status
    from monitoring.status.nightly import judge_changed

    Status.objects.exists()  # connected before the clock runs
    now, seconds = datetime.now(UTC), {}
    for name, work in (("judge", judge_changed), ("scan", scan_due)):
        began = time.perf_counter()
        counts = work(now)
        seconds[name] = time.perf_counter() - began
        if counts["failed"]:
            raise RuntimeError(f"The pass {name} failed: {counts}.")
    print(json.dumps(seconds))


if __name__ == "__main__":
    main()
