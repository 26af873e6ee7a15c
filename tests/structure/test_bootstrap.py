"""What is served of Bootstrap is what pages use of it, no rule less."""

import pytest

from tests.structure.bootstrap import USED, WORD, expected, used_part
from tests.structure.source import text_of


def part(style: str, page: str, own_style: str = "") -> str:
    return used_part(style, frozenset(WORD.findall(page)), own_style)


def test_the_served_part_is_what_pages_use_today() -> None:
    told = "Classes came or went: write it anew with `python -m tests.structure.bootstrap`."
    assert text_of(USED) == expected(), told


@pytest.mark.parametrize(
    ("style", "kept"),
    [
        pytest.param("table{a:b}", "table{a:b}", id="an element"),
        pytest.param(".btn{a:b}", ".btn{a:b}", id="a class that is named"),
        pytest.param(".card{a:b}", "", id="a class that nobody names"),
        pytest.param(".btn:hover,.card{a:b}", ".btn:hover{a:b}", id="one of two selectors"),
        pytest.param(".btn .card{a:b}", "", id="within a class that nobody names"),
        pytest.param(".btn:not(.card,.x){a:b}", "", id="without a class that nobody names"),
        pytest.param(".btn:is(p,a){a:b}", ".btn:is(p,a){a:b}", id="a comma within brackets"),
        pytest.param("[data-bs-theme=dark]{a:b}", "", id="an attribute that nobody names"),
        pytest.param("@media print{.btn{a:b}.card{a:b}}", "@media print{.btn{a:b}}", id="print"),
        pytest.param("@media print{.card{a:b}}", "", id="print of nothing"),
        pytest.param("/*! licence */p{a:b}", "/*! licence */p{a:b}", id="the licence"),
    ],
)
def test_a_rule_is_kept_where_a_page_names_all_its_classes(style: str, kept: str) -> None:
    assert part(style, '<p class="btn">') == kept


def test_a_variable_stays_where_one_that_stays_reads_it() -> None:
    style = ":root{--a:1;--b:var(--a);--c:2;--d:var(--c)}p{e:var(--b)}"
    assert part(style, "") == ":root{--a:1;--b:var(--a);}p{e:var(--b)}"


def test_a_variable_stays_where_the_own_style_reads_it() -> None:
    assert part(":root{--a:1;--b:2}", "", "p{c:var(--b)}") == ":root{--b:2}"


def test_what_cannot_be_read_is_said() -> None:
    with pytest.raises(ValueError, match="can't be read"):
        part("p{a:b}}q", "")
