"""How fast the product's pages are beside the floor's, over HTTP, on a PostgreSQL of its own.

    python -m benchmarks.pages.measure [--size S|M|L | --men N --draws D --clinics C]

Seeds a population, judges the men of the clinic that is asked (all of them with --judge-all), and
serves floor and product alike, each by two processes of two threads. Every page is asked in
rounds: floor, product, floor. A ratio is one of medians; it is void where the floor's two differ
by more than a quarter. The processor's time, of web server and database together, is taken beside
it, because a busy machine lengthens every wait and hardly that. Afterwards it is checked that
eight savings at once on one man were all kept, and that every status equals a judgement anew.
"""

import argparse
import json
import statistics
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from itertools import cycle
from os import getloadavg
from pathlib import Path
from typing import Any

import psycopg

from benchmarks.pages.asking import Answer, Browser, Form, succeeded
from benchmarks.pages.preparing import LONGEST
from benchmarks.pages.serving import Server, both, processor_seconds, production, told
from benchmarks.reevaluation.nights import passes
from benchmarks.results import record
from tests.servers import PostgreSQL, crashing_postgresql

SIZES = {"S": (1_200, 25.0, 4), "M": (100_000, 25.0, 20), "L": (1_000_000, 2.5, 20)}
"""Men, draws of each, clinics."""

ROUNDS, WARM, ASKED = 5, 6, 20
LARGEST_DIFFERENCE = 1.25
AT_ONCE = 8
DATE = "%d %b %Y"

AT_MOST = {"list": 2.0, "patient_40": 2.5, "save": 4.0}
"""What the product may take, in times of the floor."""


@dataclass
class Bench:
    """Everything that is asked: both servers, the database, and whom to ask for."""

    floor: Server
    product: Server
    database: PostgreSQL
    known: dict[str, Any]

    def browsers(self) -> tuple[Browser, Browser]:
        """One connection to each."""
        return Browser(self.floor.port), Browser(self.product.port, self.known["session"])


type Asking = Callable[[], Answer]


def main() -> None:
    """Measure, print, and write the dated result."""
    parser = argparse.ArgumentParser(description="Measure the pages.")
    parser.add_argument("--size", choices=[*SIZES], default="S")
    parser.add_argument("--men", type=int)
    parser.add_argument("--draws", type=float)
    parser.add_argument("--clinics", type=int)
    everybody = "judge the other clinics, too, and measure the passes of a night"
    parser.add_argument("--judge-all", action="store_true", help=everybody)
    asked = parser.parse_args()
    men, draws, clinics = SIZES[asked.size]
    size = (asked.men or men, asked.draws or draws, asked.clinics or clinics)
    with tempfile.TemporaryDirectory(prefix="inrange-") as name, crashing_postgresql({}) as server:
        around = production(server.address(), Path(name))
        known = seeded(around, size, judge_all=asked.judge_all)
        with both(around) as (floor, product):
            measured = pages(Bench(floor, product, server, known))
        measured["judged"] = known["judged"]
        measured["differing"] = differing(around, slug_asked(size[2]))
        if asked.judge_all:
            measured["passes"] = passes(server.address(), size[0])
    told_size = dict(zip(("men", "draws_each", "clinics"), size, strict=True))
    record(f"pages-{size[0]}", {"size": told_size, "wanted_at_most": AT_MOST, **measured})


def seeded(
    around: dict[str, str], size: tuple[int, float, int], *, judge_all: bool
) -> dict[str, Any]:
    """Write the population and judge it; whom to ask for."""
    outside = around | {"INRANGE_PRODUCTION": "", "INRANGE_GATHERED": "1"}
    men, draws, clinics = map(str, size)
    told(outside, "manage.py", "migrate", "-v0")
    told(outside, "manage.py", "collectstatic", "-v0", "--noinput")
    words = ("--patients", men, "--draws-per-patient", draws, "--clinics", clinics)
    told(outside, "manage.py", "seed_population", *words)
    some = [] if judge_all else ["--clinic", slug_asked(size[2])]
    judged = told(outside, "manage.py", "reevaluate", *some).splitlines()[-1]
    known = json.loads(told(outside, "-m", "benchmarks.pages.preparing"))
    with psycopg.connect(around["DATABASE_URL"], autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")  # as a server does by itself within minutes
    return dict(known) | {"judged": judged}


def slug_asked(clinics: int) -> str:
    """The clinic that is asked: the one of the first man who has 400 draws."""
    return f"population-{1 + LONGEST[0] % clinics}"


def pages(bench: Bench) -> dict[str, Any]:
    """Every page beside its floor, then what has none."""
    load = round(getloadavg()[0], 1)
    lists = beside(bench, lambda b: f"/list/{bench.known['clinic']}", lambda _: "/", [(0, "")])
    long = bench.known["men"]
    patient = {
        f"patient_{draws}": beside(
            bench, lambda man: f"/patient/{man[0]}", lambda man: f"/patients/{man[1]}/", long[draws]
        )
        for draws in ("40", "400")
    }
    saved = saves(bench)
    return {
        "list": lists,
        **patient,
        "patient_400_times_40": _ratio(patient, "product_ms"),
        "save": saved,
        "page_200": far_page(bench),
        "saved_at_once": saved_at_once(bench),
        "load_of_the_machine": [load, round(getloadavg()[0], 1)],
    }


def _ratio(patient: dict[str, dict[str, Any]], name: str) -> float:
    return round(patient["patient_400"][name] / patient["patient_40"][name], 2)


def beside(
    bench: Bench,
    floor_path: Callable[[Any], str],
    product_path: Callable[[Any], str],
    about: Sequence[Any],
) -> dict[str, Any]:
    """One page of the product between two of the floor."""
    floor, product = bench.browsers()
    first, second = cycle(about), cycle(about)
    return compared(
        bench,
        lambda: floor.get(floor_path(next(first))),
        lambda: product.get(product_path(next(second))),
    )


def compared(bench: Bench, floor: Asking, product: Asking) -> dict[str, Any]:
    """Rounds of floor, product, floor: medians, processor time, bytes."""
    for ask in (floor, product):
        timed(bench, ask, None, WARM)
    taken: dict[str, list[float]] = {"before": [], "product": [], "after": []}
    work: dict[str, list[float]] = {"before": [], "product": [], "after": []}
    size = 0
    for _ in range(ROUNDS):
        for name, ask, server in (
            ("before", floor, bench.floor),
            ("product", product, bench.product),
            ("after", floor, bench.floor),
        ):
            milliseconds, cost, size_now = timed(bench, ask, server, ASKED)
            taken[name] += milliseconds
            work[name].append(cost)
            size = size_now if name == "product" else size
    return _told(taken, work, size)


def _told(taken: dict[str, list[float]], work: dict[str, list[float]], size: int) -> dict[str, Any]:
    before, after = (statistics.median(taken[name]) for name in ("before", "after"))
    product = statistics.median(taken["product"])
    floor_work = statistics.median(work["before"] + work["after"])
    product_work = statistics.median(work["product"])
    is_void = max(before, after) / min(before, after) > LARGEST_DIFFERENCE
    return {
        "floor_ms": [round(before, 2), round(after, 2)],
        "product_ms": round(product, 2),
        "ratio": None if is_void else round(product / ((before + after) / 2), 2),
        "floor_processor_ms": round(floor_work, 2),
        "product_processor_ms": round(product_work, 2),
        "processor_ratio": round(product_work / floor_work, 2),
        "bytes_sent": size,
    }


def timed(
    bench: Bench, ask: Asking, server: Server | None, number: int
) -> tuple[list[float], float, int]:
    """Milliseconds of each answer, processor milliseconds of one, and bytes of the last."""
    begun = _processor(bench, server)
    answers = [ask() for _ in range(number)]
    worked = (_processor(bench, server) - begun) / number
    if bad := [each.status for each in answers if not succeeded(each)]:
        raise RuntimeError(f"Not every page was answered: {bad}.")
    return [each.seconds * 1000 for each in answers], worked * 1000, answers[-1].bytes_sent


def _processor(bench: Bench, server: Server | None) -> float:
    own = server.seconds() if server else 0.0
    return own + processor_seconds(bench.database.pid)


def saves(bench: Bench) -> dict[str, Any]:
    """A draw of the product, checked, judged and audited, beside a bare one."""
    floor, product = bench.browsers()
    for_floor, for_product = cycle(bench.known["men"]["others"]), iter(_forms(bench, product))
    return compared(
        bench,
        lambda: floor.get(f"/save/{next(for_floor)[0]}"),
        lambda: product.post(*next(for_product)),
    )


def _forms(bench: Bench, browser: Browser) -> list[tuple[str, list[tuple[str, str]]]]:
    """A filled form for each man; opened beforehand, because sending alone is measured."""
    men = bench.known["men"]["others"][: WARM + ROUNDS * ASKED]
    return [filled(browser, opaque_id, days_ago=1) for _, opaque_id in men]


def filled(browser: Browser, man: str, *, days_ago: int) -> tuple[str, list[tuple[str, str]]]:
    """The address and the form of a draw, filled in."""
    path = f"/patients/{man}/draws/new/"
    hidden = Form(browser.get(path).text).sent
    drawn = datetime.now(UTC).date() - timedelta(days=days_ago)
    typed = {
        "collected_on": drawn.strftime(DATE),
        "estradiol": "27",
        "estradiol_unit": "pg/mL",
        "estradiol_method": "lcms",
        "testosterone_total": "700",
        "testosterone_total_unit": "ng/dL",
        "testosterone_total_method": "lcms",
        "hematocrit": "46",
        "hematocrit_unit": "%",
    }
    return path, [*hidden, *typed.items()]


def far_page(bench: Bench) -> dict[str, Any]:
    """The first page of all patients, and the furthest one of the first two hundred."""
    _, browser = bench.browsers()
    first, path, number = "/?show=all", "/?show=all", 1
    while number < 200 and (onwards := _next(browser.get(path).text)):
        path, number = f"/{onwards}", number + 1
    near, far = ([browser.get(each).seconds * 1000 for _ in range(40)] for each in (first, path))
    medians = statistics.median(near), statistics.median(far)
    return {
        "page": number,
        "first_ms": round(medians[0], 2),
        "ms": round(medians[1], 2),
        "ratio": round(medians[1] / medians[0], 2),
    }


def _next(page: str) -> str:
    _, found, rest = page.partition('rel="next"')
    before = page[: len(page) - len(rest) - len(found)] if found else ""
    return before.rpartition('href="')[2].partition('"')[0].replace("&amp;", "&")


def saved_at_once(bench: Bench) -> dict[str, int]:
    """So many people save a draw of one man at the same moment, each of another day."""
    key, opaque_id = bench.known["men"]["others"][-1]
    browsers = [bench.browsers()[1] for _ in range(AT_ONCE)]
    forms = [filled(each, opaque_id, days_ago=n) for n, each in enumerate(browsers, start=1)]
    before = _draws(bench, key)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(
            pool.map(lambda pair: pair[0].post(*pair[1]), zip(browsers, forms, strict=True))
        )
    return {
        "sent": AT_ONCE,
        "answered_with_his_page": sum(each.status == HTTPStatus.FOUND for each in answers),
        "draws_more": _draws(bench, key) - before,
    }


def _draws(bench: Bench, man: int) -> int:
    asked = "SELECT count(*) FROM labs_draw WHERE is_current AND patient_id = %s"
    with psycopg.connect(bench.database.address()) as connection:
        return int(connection.execute(asked, [man]).fetchone()[0])


def differing(around: dict[str, str], slug: str) -> str:
    """What a judgement anew of everybody in that clinic says."""
    outside = around | {"INRANGE_PRODUCTION": ""}
    check = told(outside, "manage.py", "reevaluate", "--check", "--clinic", slug)
    return check.splitlines()[-1].partition(": ")[2].rpartition(",")[0]


if __name__ == "__main__":
    main()
