"""What every form of the product does, whatever it asks."""

import re
from datetime import date

import pytest
from crispy_forms.utils import render_crispy_form
from django import forms
from django.core.exceptions import ImproperlyConfigured

from patients.forms.base import ClinicForm, DayField, Group, Part, ValueInput, ValueRow
from patients.templatetags.days import keep_days

TODAY = date(2026, 11, 22)


class ExampleForm(ClinicForm):
    """One field of each kind."""

    submit_label = "Save the example"

    drawn_on = DayField(label="Date drawn")
    e2 = forms.CharField(
        label="Estradiol", widget=ValueInput, max_length=20, help_text="As printed."
    )
    e2_unit = forms.ChoiceField(label="Unit", choices=[("pg/mL", "pg/mL"), ("pmol/L", "pmol/L")])
    psa = forms.DecimalField(label="PSA", min_value=0, required=False)
    fasting = forms.ChoiceField(
        label="Was he fasting?", choices=[("y", "Yes"), ("n", "No")], widget=forms.RadioSelect
    )
    note = forms.CharField(label="Note", widget=forms.Textarea, required=False)
    checked = forms.BooleanField(label="I have checked the report")

    def parts(self) -> list[str | Part]:
        """Values as rows, the rare one folded."""
        factors = {"pg/mL": {"pmol/L": "3.671"}}
        row = ValueRow("e2", "e2_unit", previous="<15 on 31-Aug-2026", conversions=factors)
        return ["drawn_on", row, "fasting", Group("More", ["psa", "note"], folded=True), "checked"]


def drawn(data: dict[str, str] | None = None) -> str:
    return render_crispy_form(ExampleForm(data, today=TODAY))


def refusals(data: dict[str, str]) -> dict[str, list[str]]:
    return dict(ExampleForm(data, today=TODAY).errors)


@pytest.mark.parametrize(
    "unwanted",
    [
        pytest.param(" required", id="the browser's own required"),
        pytest.param('type="number"', id="number boxes that scroll"),
        pytest.param("maxlength=", id="boxes that cut what was typed"),
        pytest.param(" min=", id="the browser's own bounds"),
        pytest.param(" style=", id="inline style"),
        pytest.param(" onclick=", id="inline script"),
    ],
)
def test_form_leaves_judging_to_the_server(unwanted: str) -> None:
    assert unwanted not in drawn()


def test_form_keeps_patient_data_out_of_the_browsers_memory() -> None:
    boxes = re.findall(r"<(?:input|select|textarea)\b[^>]*>", drawn())
    assert len(boxes) == 8
    assert all('autocomplete="off"' in box for box in boxes)


def test_number_boxes_bring_the_decimal_keyboard() -> None:
    assert len(re.findall(r'type="text"[^>]*inputmode="decimal"', drawn())) == 2


@pytest.mark.parametrize(
    ("name", "data", "refusal"),
    [
        pytest.param(
            "drawn_on",
            {},
            "Enter the date drawn, for example 27 Aug or -6 for 6 days ago.",
            id="no day",
        ),
        pytest.param(
            "drawn_on",
            {"drawn_on": "11/05/2026"},
            "This can mean 11-May-2026 or 05-Nov-2026. Type the month in letters.",
            id="two readings",
        ),
        pytest.param("e2", {}, "Enter the estradiol.", id="no value"),
        pytest.param("e2_unit", {"e2_unit": "stones"}, "Choose from the list: Unit.", id="unit"),
        pytest.param("psa", {"psa": "a lot"}, "Enter the PSA as a number.", id="no number"),
        pytest.param("fasting", {}, "Answer: Was he fasting?", id="no answer"),
        pytest.param(
            "checked", {}, "Tick the box to go on: I have checked the report", id="not ticked"
        ),
    ],
)
def test_refusal_says_what_to_do(name: str, data: dict[str, str], refusal: str) -> None:
    assert refusals(data)[name] == [refusal]


def test_every_refusal_leads_to_its_field() -> None:
    page = drawn({"psa": "a lot"})
    targets = re.findall(r'<a href="#([^"]+)">', page)
    assert len(targets) == len(refusals({"psa": "a lot"}))
    assert all(page.count(f'id="{target}"') == 1 for target in targets)


def test_refusals_and_hints_are_tied_to_their_field() -> None:
    page = drawn({"psa": "a lot"})
    tied = " ".join(re.findall(r'aria-describedby="([^"]+)"', page)).split()
    assert {"id_e2_helptext", "id_e2_error", "id_psa_error"} <= set(tied)
    assert all(page.count(f'id="{one}"') == 1 for one in tied)


def test_typed_words_survive_a_refusal() -> None:
    page = drawn({"drawn_on": "31/02", "psa": "a lot", "note": "hemolysed <sample>"})
    assert 'value="31/02"' in page
    assert 'value="a lot"' in page
    assert "hemolysed &lt;sample&gt;" in page


@pytest.mark.parametrize(
    ("data", "is_open"),
    [
        pytest.param(None, False, id="untouched"),
        pytest.param({"psa": "a lot"}, True, id="with a problem inside"),
        pytest.param({"note": "kept"}, True, id="with something typed"),
    ],
)
def test_folded_group_opens_where_it_holds_something(
    data: dict[str, str] | None, is_open: bool
) -> None:
    assert ('<details class="form-fold" open>' in drawn(data)) is is_open


def test_value_row_carries_its_factors_and_the_previous_result() -> None:
    page = drawn()
    assert "&quot;pmol/L&quot;: &quot;3.671&quot;" in page
    assert '&lt;15 on <span class="figures">31-Aug-2026</span>' in page


def test_known_day_is_shown_with_its_month_in_letters() -> None:
    form = ExampleForm(initial={"drawn_on": date(2026, 3, 4)}, today=TODAY)
    assert 'value="04-Mar-2026"' in render_crispy_form(form)


def test_field_left_out_of_the_layout_is_refused() -> None:
    class Forgetful(ExampleForm):
        def parts(self) -> list[str | Part]:
            return ["drawn_on"]

    with pytest.raises(ImproperlyConfigured, match="draws no checked, e2"):
        render_crispy_form(Forgetful(today=TODAY))


def test_day_field_asks_for_the_present_day() -> None:
    with pytest.raises(ImproperlyConfigured, match="today"):
        ExampleForm({"drawn_on": "16"}).is_valid()


def test_certain_day_field_asks_even_where_its_reading_is_nearer() -> None:
    field = DayField(certain=True)
    field.today = TODAY
    with pytest.raises(forms.ValidationError, match="05-Nov-2026 or 11-May-2026"):
        field.clean("05/11/2026")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param(
            "due 24-Nov-2026", 'due <span class="figures">24-Nov-2026</span>', id="full day"
        ),
        pytest.param("on 31-Aug.", 'on <span class="figures">31-Aug</span>.', id="without year"),
        pytest.param("<15 & AZ-00482", "&lt;15 &amp; AZ-00482", id="escaped, no day"),
    ],
)
def test_days_of_a_sentence_stay_on_one_line(text: str, shown: str) -> None:
    assert keep_days(text) == shown
