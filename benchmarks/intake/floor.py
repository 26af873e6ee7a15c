"""The least that taking in results costs: a file copied into a table and merged by plain SQL.

The tables hold what a tracker cannot do without, with the indexes that keep it right. The values
are flagged against the targets in the statement itself; nothing is checked and nothing recorded.
"""

import csv
import io
import time

import psycopg

from benchmarks.intake.files import born_on, draws, men_for, record_number

TABLES = """
DROP SCHEMA IF EXISTS floor CASCADE;
CREATE SCHEMA floor;
CREATE TABLE floor.patient(id bigint PRIMARY KEY, number text NOT NULL, born_on date NOT NULL);
CREATE TABLE floor.draw(
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, patient_id bigint NOT NULL,
  drawn_on date NOT NULL, entered_at timestamptz NOT NULL DEFAULT now());
CREATE TABLE floor.result(
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, draw_id bigint NOT NULL,
  analyte smallint NOT NULL, value numeric(8,2) NOT NULL, flag smallint NOT NULL);
CREATE UNLOGGED TABLE floor.stage(
  number text, drawn_on date, analyte smallint, value numeric(8,2));
CREATE UNIQUE INDEX ON floor.patient(number);
CREATE UNIQUE INDEX ON floor.draw(patient_id, drawn_on);
CREATE UNIQUE INDEX ON floor.result(draw_id, analyte);
"""

MERGE_DRAWS = """
INSERT INTO floor.draw(patient_id, drawn_on)
SELECT p.id, s.drawn_on
FROM (SELECT DISTINCT number, drawn_on FROM floor.stage) s
JOIN floor.patient p ON p.number = s.number ON CONFLICT DO NOTHING
"""

MERGE_RESULTS = """
INSERT INTO floor.result(draw_id, analyte, value, flag)
SELECT d.id, s.analyte, s.value,
  CASE WHEN s.analyte = 0 AND value < 500 OR s.analyte = 1 AND value < 20 THEN 1
       WHEN s.analyte = 0 AND value > 1000 OR s.analyte = 1 AND value > 40
         OR s.analyte = 2 AND value >= 54 THEN 2
       ELSE 0 END
FROM floor.stage s JOIN floor.patient p ON p.number = s.number
JOIN floor.draw d ON d.patient_id = p.id AND d.drawn_on = s.drawn_on ON CONFLICT DO NOTHING
"""


def merged_per_second(address: str, results: int) -> float:
    """Results a second from the statement that merges them; copying them in is not counted."""
    with psycopg.connect(address) as connection:
        _prepare(connection, results)
        begun = time.perf_counter()
        connection.execute(MERGE_DRAWS)
        merged = connection.execute(MERGE_RESULTS).rowcount
        connection.commit()
        taken = time.perf_counter() - begun
        connection.execute("DROP SCHEMA floor CASCADE")
    if merged != results:
        raise RuntimeError(f"{merged} of {results} results were merged.")
    return results / taken


def _prepare(connection: psycopg.Connection, results: int) -> None:
    connection.execute(TABLES)
    men = ((man, record_number(man), born_on(man)) for man in range(1, men_for(results) + 1))
    _copy(connection, "floor.patient(id, number, born_on)", men)
    rows = (
        (record_number(each.man), each.on, analyte, value)
        for each in draws(results)
        for analyte, value in enumerate(each.values)
    )
    _copy(connection, "floor.stage", rows)
    connection.execute("ANALYZE floor.patient; ANALYZE floor.stage")
    connection.commit()


def _copy(connection: psycopg.Connection, table: str, rows: object) -> None:
    text = io.StringIO()
    csv.writer(text).writerows(rows)  # type: ignore[arg-type]
    with connection.cursor().copy(f"COPY {table} FROM STDIN WITH (FORMAT csv)") as copy:
        copy.write(text.getvalue())
