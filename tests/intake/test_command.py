"""`import_results` as typed: exit status, summary, report file, and refusals in one sentence."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Clinic
from labs.models import Draw
from tests.intake.files import ADLER, BAUER, MAPPING, lines

pytestmark = pytest.mark.both_databases

Run = Callable[..., dict[str, Any]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "map.json").write_text(json.dumps(MAPPING), encoding="utf-8")
    (tmp_path / "lab.csv").write_text(lines(ADLER, BAUER), encoding="utf-8")
    return tmp_path


@pytest.fixture
def run(clinic: Clinic, folder: Path) -> Run:
    """Run the command on the folder's files; the answer is the report it wrote."""

    def typed(*words: str, file: str = "lab.csv", mapping: str = "map.json") -> dict[str, Any]:
        asked = [str(folder / file), "--clinic", "north", "--mapping", str(folder / mapping)]
        call_command("import_results", *asked, "--report", str(folder / "out.json"), *words)
        return json.loads((folder / "out.json").read_text(encoding="utf-8"))

    return typed


def refused(run: Run, *words: str, **names: str) -> tuple[int, str]:
    with pytest.raises(CommandError) as error:
        run(*words, **names)
    return error.value.returncode, str(error.value)


def test_a_clean_file(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    report = run("--create-patients")
    assert report["rows"] == report["patients_created"] == report["draws_created"] == 2
    assert "2 patients, 2 draws and 6 results created" in capsys.readouterr().out


def test_the_report_has_every_member(run: Run) -> None:
    report = run("--create-patients", "--dry-run")
    assert set(report) == {
        "clinic", "accept", "dry_run", "files", "unusable", "ignored_columns", "rows",
        "patients_created", "draws_created", "draws_amended", "draws_withdrawn", "results_created",
        "results_amended", "results_withdrawn", "scans_created", "courses_created", "unchanged",
        "results", "rejected", "to_confirm",
        "laboratories_created", "verdicts", "waiting",
    }  # fmt: skip
    assert {name: list(counts) for name, counts in report["verdicts"].items()} == {
        "testosterone_total": ["below", "in_target", "above", "undecidable"],
        "estradiol": ["below", "in_target", "above", "undecidable", "bone_zone"],
        "ratio": ["low", "in_target", "undecidable"],
        "hematocrit": ["in_target", "at_or_over_limit", "undecidable"],
    }
    assert report["files"][0]["encoding"] == "utf-8"
    assert report["files"][0]["delimiter"] == "comma"


def test_rejected_rows_end_with_status_one(
    run: Run, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, sentence = refused(run)
    assert status == 1
    assert "Nothing was taken: 2 rows are rejected" in sentence
    assert "lab.csv, row 2, id: No man of this clinic" in capsys.readouterr().out
    rejected = json.loads((folder / "out.json").read_text(encoding="utf-8"))["rejected"]
    assert [(each["row"], each["column"]) for each in rejected] == [(2, "id"), (3, "id")]


def test_valid_rows_taken_beside_rejected_ones_end_with_status_one(run: Run, folder: Path) -> None:
    (folder / "lab.csv").write_text(lines(ADLER, BAUER.replace("44", "?")), encoding="utf-8")
    status, sentence = refused(run, "--create-patients", "--accept", "valid-rows")
    assert (status, sentence) == (
        1,
        "1 rows were not taken (see above). 1 wait in the queue for a person.",
    )
    assert Draw.objects.count() == 1


@pytest.mark.parametrize(
    ("words", "names", "sentence"),
    [
        pytest.param([], {"file": "none.csv"}, "cannot be read", id="no such file"),
        pytest.param([], {"file": "."}, "cannot be read", id="a folder"),
        pytest.param([], {"mapping": "none.json"}, "cannot be read", id="no such mapping"),
        pytest.param([], {"mapping": "lab.csv"}, "not valid JSON", id="mapping is no JSON"),
        pytest.param(["--clinic", "west"], {}, "no clinic “west”", id="unknown clinic"),
        pytest.param(["--report", "none/out.json"], {}, "cannot be written", id="report nowhere"),
        pytest.param(["--format", "hl7"], {}, "Nothing was taken", id="HL7"),
        pytest.param(["--format", "fhir"], {}, "Nothing was taken", id="FHIR"),
    ],
)
def test_unusable_input_ends_with_status_two(
    run: Run, words: list[str], names: dict[str, str], sentence: str
) -> None:
    status, said = refused(run, *words, **names)
    assert (status, sentence in said) == (2, True)
    assert not Draw.objects.exists()


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        pytest.param("a.hl7", b"EVN|A01", "holds no HL7 message", id="HL7"),
        pytest.param("a.json", b'{"resourceType":"Bundle"}', "no FHIR resource", id="FHIR"),
        pytest.param("a.csv", b"", "The file is empty", id="empty"),
        pytest.param("a.csv", b"name,value\n", "Missing: “id”", id="wrong header"),
    ],
)
def test_the_summary_says_why_a_file_is_unusable(
    run: Run, folder: Path, capsys: pytest.CaptureFixture[str],
    name: str, content: bytes, sentence: str,
) -> None:  # fmt: skip
    (folder / name).write_bytes(content)
    assert refused(run, file=name)[0] == 2
    assert sentence in capsys.readouterr().out
    report = json.loads((folder / "out.json").read_text(encoding="utf-8"))
    assert sentence in report["unusable"][0]["reason"]


def test_a_csv_file_needs_a_mapping(
    clinic: Clinic, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(CommandError) as error:
        call_command("import_results", str(folder / "lab.csv"), "--clinic", "north")
    assert error.value.returncode == 2
    assert "needs a mapping" in capsys.readouterr().out


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "latin-1"],
)
def test_the_same_men_in_every_encoding(run: Run, folder: Path, encoding: str) -> None:
    text = lines(ADLER.replace("Adler", "Jürgens"), BAUER).replace(",", ";")
    (folder / "lab.csv").write_text(text, encoding=encoding)
    report = run("--create-patients")
    opened = report["files"][0]
    assert (opened["encoding"], opened["delimiter"]) == (encoding, "semicolon")
    assert report["results_created"] == 6


def test_men_registered_by_somebody_else_meanwhile(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("--create-patients")
    monkeypatch.setattr("exchange.intake.batches._men_of", lambda clinic, numbers: [])
    status, sentence = refused(run, "--create-patients")
    assert (status, "registered the same men meanwhile" in sentence) == (2, True)
    assert Draw.objects.count() == 2


def test_messages_need_no_mapping(
    clinic: Clinic, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = [
        "MSH|^~\\&|LIS|Quay|||20261117||ORU^R01|M1|P|2.5.1",
        "PID|1||007^^^HARBOR^MR||Adler^Bert||19700301|M",
        "OBR|1|P-1|F-1|HORM|||202611160810",
        "OBX|1|NM|2243-4^E2^LN||31|pg/mL|||||F",
        "OBX|2|NM|9^Zinc^L||8|umol/L|||||F",
    ]
    (folder / "lab.hl7").write_text("\r".join(lines), encoding="utf-8")
    words = [str(folder / "lab.hl7"), "--clinic", "north", "--create-patients"]
    with pytest.raises(CommandError) as error:
        call_command("import_results", *words, "--report", str(folder / "out.json"))
    assert error.value.returncode == 1
    said = capsys.readouterr().out
    assert "lab.hl7: utf-8, 1 messages about 1 patients" in said
    assert "row 5, message 1 (M1), OBX 2 (Zinc), OBX-3: No analyte is known" in said
    report = json.loads((folder / "out.json").read_text(encoding="utf-8"))
    (opened,) = report["files"]
    assert opened["results"] == report["results"]
    assert (report["results"][0]["value"], report["rejected"][0]["kind"]) == ("31", "unknown_code")
    assert report["accept"] == "valid-rows"
    assert Draw.objects.count() == 1
