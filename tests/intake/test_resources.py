"""Results that come as FHIR resources: what is taken, and what waits for a person."""

from __future__ import annotations

from datetime import time
from typing import Any

import pytest

from accounts.models import Clinic
from exchange.models import ImportedFile, ReceivedResult
from labs.models import Draw, Method, Result
from patients.models import PatientDetails
from tests.intake.messages import (
    ESTRADIOL,
    HEMATOCRIT,
    TESTOSTERONE,
    Obx,
    done,
    kinds,
    standing,
)
from tests.intake.messages import bring as bring_messages
from tests.intake.messages import message as hl7_message
from tests.intake.resources import (
    HIM,
    TYPES,
    Json,
    bring,
    bundle,
    coded,
    identifier,
    lines,
    observation,
    patient,
    quantity,
)

pytestmark = pytest.mark.both_databases

E2 = ("2026-11-16", "estradiol")
DAY = "2026-11-16"


def test_a_bundle_becomes_a_draw(clinic: Clinic) -> None:
    report = bring(
        clinic,
        bundle(
            observation(),
            observation("620", TESTOSTERONE, "ng/dL", id="o2"),
            observation("47.10", HEMATOCRIT, "%", id="o3"),
        ),
    )
    assert standing() == {
        E2: "31 pg/mL",
        (DAY, "testosterone_total"): "620 ng/dL",
        (DAY, "hematocrit"): "47.10 %",
    }
    draw = Draw.objects.get()
    assert (draw.collected_at, str(draw.laboratory)) == (time(8, 10), "Quay Laboratory")
    assert draw.reason.startswith("Imported from lab.json; Observation o1: Estradiol final")
    assert (done(report), report.rejected, report.accept) == (["new"] * 3, [], "valid-rows")
    man = PatientDetails.objects.get()
    assert (man.record_number, man.family_name, man.given_name) == ("007", "Adler", "Bert")


def test_the_report_says_what_was_sent_and_what_it_means(clinic: Clinic) -> None:
    ordered = {"basedOn": [{"identifier": {"value": "P-1"}}], "identifier": [{"value": "F-1"}]}
    report = bring(clinic, bundle(observation("147", unit="pmol/L", **ordered)))
    assert report.results == [
        {
            "file": "lab.json", "row": 1, "place": "entry 2, Observation o1", "message": "o1",
            "record_number": "007", "analyte": "estradiol", "code": "2243-4",
            "code_text": "what it is called", "comparator": "", "value": "147", "unit": "pmol/L",
            "status": "final", "placer": "P-1", "filler": "F-1",
            "collected": "2026-11-16T08:10:00+00:00", "canonical_value": "40.041036",
            "canonical_unit": "pg/mL", "done": "new",
        }
    ]  # fmt: skip
    (opened,) = report.by_file()["files"]
    assert (opened["format"], opened["messages"], opened["patients"]) == ("fhir", 2, 1)
    assert opened["results"] == report.results


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        pytest.param({"valueQuantity": quantity("3.1", "ng/dL")}, "unknown_unit", id="wrong unit"),
        pytest.param(
            {"valueQuantity": quantity("31", code=None, unit=None)}, "unknown_unit", id="no unit"
        ),
        pytest.param(
            {"valueQuantity": quantity("31", code="pg/mL", unit="pmol/L")},
            "unknown_unit",
            id="unit and code contradict each other",
        ),
        pytest.param({"valueQuantity": quantity("2001")}, "implausible", id="beyond a limit"),
        pytest.param({"code": coded("3676", "urn:quay")}, "unknown_code", id="local code"),
        pytest.param({"code": coded("2345-7")}, "unknown_code", id="another analyte"),
        pytest.param({"code": {"text": "Estradiol"}}, "unknown_code", id="a name alone"),
        pytest.param({"code": None}, "unknown_code", id="no code"),
        pytest.param({"code": coded("38267-1")}, "unknown_unit", id="a T score in pg/mL"),
        pytest.param({"valueQuantity": None}, "not_a_result", id="no value"),
        pytest.param(
            {"valueQuantity": None, "dataAbsentReason": coded("unknown", "x")},
            "not_a_result",
            id="why there is no value",
        ),
        pytest.param({"dataAbsentReason": coded("error", "x")}, "not_a_result", id="value and not"),
        pytest.param({"valueString": "31"}, "not_a_result", id="two values"),
        pytest.param(
            {"valueQuantity": None, "valueCodeableConcept": {"text": "31"}},
            "not_a_result",
            id="words",
        ),
        pytest.param(
            {"valueQuantity": {"value": "31", "unit": "pg/mL"}}, "not_a_result", id="text as number"
        ),
        pytest.param(
            {"valueQuantity": quantity("31", comparator="<=")}, "not_a_result", id="at most"
        ),
        pytest.param({"valueQuantity": quantity("31", comparator="ad")}, "not_a_result", id="ad"),
        pytest.param({"valueQuantity": [quantity("31")]}, "not_a_result", id="a list of values"),
        pytest.param({"modifierExtension": [{"url": "u"}]}, "not_a_result", id="modifier"),
        pytest.param({"focus": [{"reference": "Patient/2"}]}, "not_a_result", id="somebody else's"),
        pytest.param({"status": "registered"}, "not_a_result", id="announced"),
        pytest.param({"status": "unknown"}, "malformed", id="status unknown"),
        pytest.param({"status": None}, "malformed", id="no status"),
        pytest.param({"effectiveDateTime": None}, "malformed", id="issued is not when it was"),
        pytest.param({"effectiveDateTime": "2026-11"}, "malformed", id="a month"),
        pytest.param({"effectiveDateTime": "2026-12-24"}, "malformed", id="future"),
        pytest.param(
            {
                "effectiveDateTime": None,
                "effectivePeriod": {"start": "2026-11-14", "end": "2026-11-16"},
            },
            "malformed",
            id="a period of days",
        ),
        pytest.param({"subject": None}, "unknown_patient", id="nobody"),
        pytest.param({"subject": {"reference": "Patient/9"}}, "unknown_patient", id="not here"),
        pytest.param({"subject": {"display": "Bert Adler"}}, "unknown_patient", id="a name"),
        pytest.param(
            {"subject": {"identifier": identifier("MR", "007")}}, "unknown_patient", id="no birth"
        ),
    ],
)
def test_what_cannot_be_taken_is_listed(clinic: Clinic, changes: Json, kind: str) -> None:
    report = bring(clinic, bundle(observation(**changes)))
    assert (set(kinds(report)), standing()) == ({kind}, {})
    (rejected, *_) = report.as_json()["rejected"]
    assert rejected["place"] == "entry 2, Observation o1"
    assert rejected["reason"]


@pytest.mark.parametrize(
    "man",
    [
        pytest.param(patient(identifier=[identifier("AN", "007")]), id="account"),
        pytest.param(patient(identifier=[identifier("DL", "007")]), id="licence"),
        pytest.param(patient(identifier=None), id="name alone"),
        pytest.param(patient(gender="female"), id="a woman"),
        pytest.param(
            patient(identifier=[identifier("MR", "007"), identifier("MR", "008")]), id="two numbers"
        ),
        pytest.param(patient(identifier=[identifier("MR", "007", use="old")]), id="old number"),
        pytest.param(patient(birthDate="1970"), id="year of birth"),
        pytest.param(patient(birthDate=None), id="no birth"),
    ],
)
def test_who_cannot_be_known_gets_nothing(clinic: Clinic, man: Json) -> None:
    report = bring(clinic, bundle(observation(), man=man))
    assert (set(kinds(report)), standing()) == ({"unknown_patient"}, {})
    assert not PatientDetails.objects.exists()


def test_another_birth_date_and_another_name_are_another_man(clinic: Clinic) -> None:
    bring(clinic, bundle(observation()))
    other = observation("33", id="o2", effectiveDateTime="2026-11-17")
    for change in ({"birthDate": "1971-03-01"}, {"name": [{"family": "Brandt"}]}):
        report = bring(clinic, bundle(other, man=patient(**change)))
        assert kinds(report) == ["unknown_patient"]
    assert standing() == {E2: "31 pg/mL"}


def test_without_leave_nobody_is_registered(clinic: Clinic) -> None:
    report = bring(clinic, bundle(observation()), create_patients=False)
    assert kinds(report) == ["unknown_patient"]


def test_a_dry_run_changes_nothing(clinic: Clinic) -> None:
    report = bring(clinic, bundle(observation()), dry_run=True)
    assert (done(report), standing(), PatientDetails.objects.count()) == (["new"], {}, 0)


@pytest.mark.parametrize("authority", ["HARBOR", "urn:oid:1.2.3"])
def test_whose_numbers_count(clinic: Clinic, authority: str) -> None:
    numbers = [
        identifier("MR", "007", assigner={"display": "Harbor"}, system="urn:oid:1.2.3"),
        identifier("MR", "4711", assigner={"display": "Elsewhere"}),
    ]
    content = bundle(observation(), man=patient(identifier=numbers))
    assert kinds(bring(clinic, content)) == ["unknown_patient"]
    assert done(bring(clinic, content, authorities=(authority,))) == ["new"]
    assert PatientDetails.objects.get().record_number == "007"


def test_a_number_of_another_authority_is_another_mans(clinic: Clinic) -> None:
    bring(clinic, bundle(observation()))
    elsewhere = patient(identifier=[identifier("MR", "007", assigner={"display": "Elsewhere"})])
    other = observation("33", id="o2", effectiveDateTime="2026-11-17")
    assert kinds(bring(clinic, bundle(other, man=elsewhere))) == ["unknown_patient"]


@pytest.mark.parametrize(
    ("changes", "typed"),
    [
        pytest.param({"valueQuantity": quantity("5.0", comparator="<")}, "<5.0", id="below"),
        pytest.param({"valueQuantity": quantity("31.00")}, "31.00", id="digits"),
        pytest.param(
            {"valueQuantity": quantity("31.112409216086379")}, "31.112409216086379", id="17 digits"
        ),
        pytest.param({"valueQuantity": None, "valueString": "<5 pg/mL"}, "<5 pg/mL", id="text"),
        pytest.param(
            {"valueQuantity": quantity("31", code=None, system=None)}, "31", id="unit in words"
        ),
        pytest.param(
            {"valueQuantity": quantity("31", unit="picograms", code="pg/mL")}, "31", id="a label"
        ),
    ],
)
def test_values_keep_their_sign_and_digits(clinic: Clinic, changes: Json, typed: str) -> None:
    report = bring(clinic, bundle(observation(**changes)))
    assert (report.rejected, Result.objects.get().typed) == ([], typed)


def test_an_exponent_is_written_out(clinic: Clinic) -> None:
    content = bundle(observation("31")).replace('"value":31', '"value":3.1E+1')
    assert bring(clinic, content).rejected == []
    assert standing() == {E2: "31 pg/mL"}


@pytest.mark.parametrize("number", ["NaN", "1e400", "9" * 5000, "1e999999999999999999999"])
def test_numbers_that_are_none(clinic: Clinic, number: str) -> None:
    report = bring(clinic, bundle(observation("31")).replace('"value":31', f'"value":{number}'))
    assert standing() == {}
    assert report.unusable or kinds(report) == ["not_a_result"]


@pytest.mark.parametrize(
    ("changes", "day"),
    [
        pytest.param({"effectiveDateTime": "2026-11-15"}, "2026-11-15", id="a day"),
        pytest.param(
            {"effectiveDateTime": "2026-11-15T23:50:00-05:00"}, "2026-11-15", id="day as written"
        ),
        pytest.param(
            {
                "effectiveDateTime": None,
                "effectivePeriod": {"start": "2026-11-15T08:00:00Z", "end": "2026-11-15T08:05:00Z"},
            },
            "2026-11-15",
            id="period of one day",
        ),
        pytest.param(
            {
                "effectiveDateTime": None,
                "specimen": {"reference": "#s"},
                "contained": [
                    {
                        "resourceType": "Specimen",
                        "id": "s",
                        "collection": {"collectedDateTime": "2026-11-14"},
                    }
                ],
            },
            "2026-11-14",
            id="specimen",
        ),
    ],
)
def test_when_blood_was_drawn(clinic: Clinic, changes: Json, day: str) -> None:
    assert bring(clinic, bundle(observation(**changes))).rejected == []
    assert standing() == {(day, "estradiol"): "31 pg/mL"}


def test_components_are_results_of_their_own(clinic: Clinic) -> None:
    components = [
        {"code": coded(ESTRADIOL), "valueQuantity": quantity("31")},
        {"code": coded(TESTOSTERONE), "valueQuantity": quantity("620", "ng/dL")},
        {"code": coded("8480-6"), "valueQuantity": quantity("120", "mm[Hg]")},
    ]
    report = bring(clinic, bundle(observation(valueQuantity=None, component=components)))
    assert standing() == {E2: "31 pg/mL", (DAY, "testosterone_total"): "620 ng/dL"}
    assert [each["place"] for each in report.as_json()["rejected"]] == [
        "entry 2, Observation o1, component 3"
    ]


def report_of(*contained: Json, **more: Any) -> Json:
    """A report with its observations inside it."""
    return {
        "resourceType": "DiagnosticReport",
        "id": "r1",
        "status": "final",
        "code": {"text": "Hormones"},
        "contained": list(contained),
        "result": [{"reference": f"#{each['id']}"} for each in contained],
        **more,
    }


def test_a_report_lends_its_results_what_they_lack(clinic: Clinic) -> None:
    bare = observation(effectiveDateTime=None, performer=None, subject=None, issued=None)
    man = patient(id="p1")
    whole = report_of(
        bare,
        subject={"reference": HIM},
        effectiveDateTime="2026-11-16T08:10:00Z",
        issued="2026-11-17T12:00:00Z",
        performer=[{"reference": "Organization/q", "display": "Quay Laboratory"}],
        identifier=[identifier("FILL", "F-9", system="urn:quay")],
    )
    report = bring(clinic, bundle(whole, man=man))
    assert (done(report), report.rejected) == (["new"], [])
    assert report.results[0]["place"] == "entry 2, DiagnosticReport r1, Observation o1"
    assert ReceivedResult.objects.get().filler == "F-9^urn:quay"
    assert str(Draw.objects.get().laboratory) == "Quay Laboratory"


@pytest.mark.parametrize("status", ["entered-in-error", "cancelled"])
def test_what_only_a_withdrawn_report_names_is_not_taken(clinic: Clinic, status: str) -> None:
    withdrawn = report_of(id="r0", status=status)
    withdrawn["result"] = [{"reference": "Observation/o1"}]
    assert kinds(bring(clinic, bundle(withdrawn, observation()))) == ["not_a_result"]
    valid = withdrawn | {"id": "r1", "status": "final"}
    assert done(bring(clinic, bundle(withdrawn, valid, observation()))) == ["new"]


def test_a_reference_is_read_within_its_server(clinic: Clinic) -> None:
    about = observation(subject={"reference": "Patient/p"})
    told = bundle(about).replace(f'"{HIM}"', '"https://quay.example/fhir/Patient/p"')
    assert done(bring(clinic, told)) == ["new"]


def test_a_report_on_its_own_with_everything_inside(clinic: Clinic) -> None:
    him = {"reference": "#p"}
    whole = report_of(observation(subject=him), subject=him)
    whole["contained"].append(patient(id="p"))
    assert done(bring(clinic, lines(whole))) == ["new"]


def test_a_single_observation_with_its_patient_inside(clinic: Clinic) -> None:
    whole = observation(subject={"reference": "#p"}, contained=[patient(id="p")])
    assert done(bring(clinic, lines(whole))) == ["new"]


def test_lines_of_resources(clinic: Clinic) -> None:
    man = patient(id="p")
    him = {"reference": "Patient/p"}
    good = lines(man, observation(subject=him))
    report = bring(clinic, f'{good}\n{{"resourceType": "Observ\n[1]\n')
    assert (done(report), standing()) == (["new"], {E2: "31 pg/mL"})
    assert [(each["place"], each["kind"]) for each in report.as_json()["rejected"]] == [
        ("line 3", "malformed"), ("line 4", "malformed")
    ]  # fmt: skip


def test_two_patients_of_one_id_are_nobody(clinic: Clinic) -> None:
    him = {"reference": "Patient/p"}
    men = [patient(id="p"), patient(id="p", birthDate="1970-03-02")]
    assert set(kinds(bring(clinic, lines(*men, observation(subject=him))))) == {"unknown_patient"}
    twice = lines(patient(id="p"), patient(id="p"), observation(subject=him))
    assert done(bring(clinic, twice)) == ["new"]


def test_what_is_no_result_here_is_listed(clinic: Clinic) -> None:
    others: list[Json] = [
        {"resourceType": "MedicationStatement", "id": "m", "status": "active"},
        {"resourceType": "Condition"},
        {"resourceType": "Organization", "id": "lab"},
        report_of(),
    ]
    whole = bundle(*others, link=[{"relation": "next", "url": "http://quay.example/2"}])
    report = bring(clinic, whole.replace('{"resource":{"resourceType":"Condition"}}', "{},7"))
    listed = [(each["place"], each["kind"]) for each in report.as_json()["rejected"]]
    assert listed == [
        ("entry 3", "not_a_result"),
        ("entry 4", "not_a_result"),
        ("Bundle", "malformed"),
        ("entry 2, MedicationStatement m", "not_a_result"),
        ("entry 6, DiagnosticReport r1", "not_a_result"),
    ]


def test_a_report_whose_results_are_elsewhere(clinic: Clinic) -> None:
    elsewhere = report_of(result=[{"reference": "Observation/77"}])
    report = bring(clinic, bundle(elsewhere, observation()))
    assert "1 results that are not in this file" in report.rejected[0].reason
    assert done(report) == ["new"]


def test_a_file_without_results_says_so(clinic: Clinic) -> None:
    assert kinds(bring(clinic, bundle())) == ["not_a_result"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        pytest.param("<Bundle/>", "this file is XML", id="XML"),
        pytest.param('{"a": 1}', "no FHIR resource", id="another JSON"),
        pytest.param("[]", "no FHIR resource", id="a list"),
        pytest.param(bundle(observation())[:-20], "cut off", id="cut off"),
        pytest.param('{"resourceType": "Bundle", "id": NaN}', "is no number", id="NaN"),
        pytest.param(
            bundle(observation()).replace('"value":31', '"value":31,"value":13'),
            "two members “value”",
            id="said twice",
        ),
        pytest.param("[" * 200_000, "nested far too deeply", id="nested"),
    ],
)
def test_files_that_cannot_be_used(clinic: Clinic, content: str, words: str) -> None:
    report = bring(clinic, content)
    assert words in report.unusable[0].reason
    assert not ImportedFile.objects.exists()


@pytest.mark.parametrize(
    ("statuses", "outcome", "value"),
    [
        (["preliminary", "final"], "updated", "33"),
        (["final", "preliminary"], "superseded", "31"),
        (["final", "amended"], "corrected", "33"),
        (["final", "corrected"], "corrected", "33"),
        (["final", "entered-in-error"], "withdrawn", ""),
        (["preliminary", "cancelled"], "withdrawn", ""),
        (["final", "final"], "", "31"),
    ],
)
def test_a_later_word_on_the_same_result(
    clinic: Clinic, statuses: list[str], outcome: str, value: str
) -> None:
    first, second = statuses
    bring(clinic, bundle(observation("31", status=first)))
    later = {"issued": "2026-11-18T12:00:00Z"}
    report = bring(clinic, bundle(observation("33", status=second, **later)))
    assert done(report) == ([outcome] if outcome else [])
    assert kinds(report) == ([] if outcome else ["conflict"])
    assert standing() == ({E2: f"{value} pg/mL"} if value else {})


def test_the_same_file_twice_changes_nothing(clinic: Clinic) -> None:
    content = bundle(observation(), observation("620", TESTOSTERONE, "ng/dL", id="o2"))
    bring(clinic, content)
    again = bring(clinic, content)
    assert (done(again), again.counts.results_created) == (["duplicate"] * 2, 0)
    assert (Draw.objects.count(), ImportedFile.objects.count()) == (1, 1)


def test_a_message_and_a_resource_speak_of_one_result(clinic: Clinic) -> None:
    bring_messages(clinic, hl7_message(Obx("31", status="P"), order="|F-1"))
    final = observation("33", identifier=[identifier("FILL", "F-1")])
    assert done(bring(clinic, bundle(final))) == ["updated"]
    assert standing() == {E2: "33 pg/mL"}


def test_the_method_is_taken_from_the_products_own_words(clinic: Clinic) -> None:
    method = {"text": Method.LCMS.label}
    others = observation("620", TESTOSTERONE, "ng/dL", id="o2", method={"text": "some kit"})
    bring(clinic, bundle(observation(method=method), others))
    methods = dict(Result.objects.values_list("analyte", "method"))
    assert methods == {"estradiol": Method.LCMS, "testosterone_total": Method.UNKNOWN}


def test_the_reference_range_is_kept_as_text(clinic: Clinic) -> None:
    low, high = quantity("10.0"), quantity("42")
    bring(clinic, bundle(observation(referenceRange=[{"low": low, "high": high}])))
    assert Result.objects.get().reference_range == "10.0 - 42 pg/mL"


@pytest.mark.parametrize(
    "number",
    [
        identifier("SS", "123-45-6789"),
        {"system": "http://hl7.org/fhir/sid/us-ssn", "value": "123456789"},
        {"type": {"text": "Social Security Number"}, "value": "123-45-6789"},
        {"system": "urn:oid:2.16.840.1.113883.4.1", "value": "123 45 6789"},
    ],
)
def test_social_security_numbers_are_kept_nowhere(clinic: Clinic, number: Json) -> None:
    told = {"status": "generated", "div": "<div>SSN 123-45-6789, 123456789.</div>"}
    numbers = [identifier("MR", "007"), number]
    content = bundle(observation(), man=patient(identifier=numbers, text=told))
    escaped = content.replace("SSN 123-45", "SSN \\u003123-45")
    report = bring(clinic, escaped)
    stored = bytes(ImportedFile.objects.get().content)
    assert done(report) == ["new"]
    for spelling in ("123-45-6789", "123456789", "123 45 6789", "23-45-6789"):
        assert spelling.encode() not in stored
        assert spelling not in str(report.by_file())


def test_a_social_security_number_is_no_record_number(clinic: Clinic) -> None:
    both = [identifier("MR", "123-45-6789"), identifier("SS", "123-45-6789")]
    report = bring(clinic, bundle(observation(), man=patient(identifier=both)))
    assert kinds(report) == ["unknown_patient"]


def test_a_line_that_cannot_be_read_keeps_no_such_number(clinic: Clinic) -> None:
    good = lines(patient(id="p"), observation(subject={"reference": "Patient/p"}))
    bring(clinic, f'{good}\n{{"value": "123-45-6789", 123456789')
    stored = bytes(ImportedFile.objects.get().content)
    assert b"6789" not in stored
    assert TYPES.encode() in stored
    assert HIM.encode() not in stored
