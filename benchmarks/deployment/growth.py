"""What a man and a draw cost: bytes on the database's disk, and processor time.

    python -m benchmarks.deployment.growth [--men N] [--draws N]

Men and draws are recorded one by one through the unit of work that every page uses, so that each is
judged and audited. Bytes are those of tables and their indexes, by difference.
"""

import argparse
import sys
import tempfile
from pathlib import Path
from typing import Any

import psycopg

from benchmarks.results import record
from tests.fault.scene import Scene, bench

SECONDS = 1800

SIZES = """
SELECT sum(pg_total_relation_size(oid)), sum(pg_total_relation_size(oid))
    FILTER (WHERE relname = 'accounts_auditrow')
FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
"""


def main() -> int:
    """Measure, and keep it."""
    parser = argparse.ArgumentParser(description="Measure what a man and a draw cost.")
    parser.add_argument("--men", type=int, default=200)
    parser.add_argument("--draws", type=int, default=12, help="of each man")
    options = parser.parse_args()
    with (
        tempfile.TemporaryDirectory(prefix="inrange-growth-") as name,
        bench(Path(name)) as own,
        own.scene(seed=1) as scene,
    ):
        record("growth", measured(scene, options.men, options.draws))
    return 0


def measured(scene: Scene, men: int, draws: int) -> dict[str, Any]:
    """Take the men in, then their draws; what each added."""
    scene.call("open_clinic")
    empty = sizes(scene)
    of_men = _done(scene, "take_in", men=men)
    with_men = sizes(scene)
    of_draws = _done(scene, "draw_from_all", times=draws)
    with_draws = sizes(scene)
    return {
        "men": men,
        "draws_of_each": draws,
        "a_man_with_two_treatments": _each(of_men, empty, with_men, men),
        "a_draw_of_three_results": _each(of_draws, with_men, with_draws, men * draws),
        "bytes_of_an_audit_row": round(with_draws["audit"] / with_draws["audit_rows"]),
    }


def _done(scene: Scene, work: str, **given: int) -> dict[str, float]:
    """What it cost, however long a busy machine takes for it."""
    return scene.bench.yard.start(scene.post, work, **given).answer(SECONDS)


def sizes(scene: Scene) -> dict[str, int]:
    """Bytes of all tables with their indexes, and of the audit, once free space is counted."""
    address = scene.bench.server.address(scene.post.database)
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
        every, audit = connection.execute(SIZES).fetchone() or (0, 0)
        (rows,) = connection.execute("SELECT count(*) FROM accounts_auditrow").fetchone() or (0,)
    return {"all": int(every), "audit": int(audit), "audit_rows": int(rows)}


def _each(
    cost: dict[str, float], before: dict[str, int], after: dict[str, int], number: int
) -> dict[str, float]:
    return {
        "bytes": round((after["all"] - before["all"]) / number),
        "of_them_audit": round((after["audit"] - before["audit"]) / number),
        "milliseconds_of_the_product": round(1000 * cost["product"] / number, 1),
        "milliseconds_of_the_database": round(1000 * cost["database"] / number, 1),
    }


if __name__ == "__main__":
    sys.exit(main())
