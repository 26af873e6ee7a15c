"""Social security numbers are gone before anything reads a file; nothing else is touched."""

import pytest

from exchange.hl7.masking import without_social_numbers

HEADER = "MSH|^~\\&|LIS|Quay|||20261117||ORU^R01|M1|P|2.5\r"
EMPTY = "|" * 11


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(f"PID|1||007^^^A^MR||B^C||19700301{EMPTY}|123456789", id="its own field"),
        pytest.param(f"PID|1||007^^^A^MR||B^C||19700301{EMPTY}|123-45-6789^x", id="hyphens"),
        pytest.param(f"PID|1||007^^^A^MR||B^C||19700301{EMPTY}||123456789", id="one field late"),
        pytest.param("PID|1||007^^^A^MR~123456789^^^S^SS||B^C", id="identifier"),
        pytest.param("PID|1||123-45-6789^^^S^SS~007^^^A^MR||B^C", id="first identifier"),
        pytest.param("PID|1||123-45-6789^^^S&1&ISO^SS^H||B^C", id="authority with parts"),
        pytest.param(f"PID|1||007^^^A^MR||B^C||19700301{EMPTY}|123 45 6789", id="spaces"),
        pytest.param("GT1|1|" + "|" * 16 + "|123456789", id="guarantor"),
        pytest.param("IN2|1|123456789", id="insured"),
    ],
)
def test_every_place(line: str) -> None:
    text = f"{HEADER}{line}\rNTE|1||he says 123456789 and 123-45-6789\r"
    masked = without_social_numbers(text)
    assert "6789" not in masked
    assert len(masked) == len(text)
    assert "007" in masked or "007" not in line


def test_other_signs_and_damaged_headers() -> None:
    other = "MSH@~&#\\@LIS\rPID@1@@1~~~A~MR&123456789~~~S~SS\r"
    assert "123456789" not in without_social_numbers(other)
    damaged = f"MSH|^~\rPID|1||007^^^A^MR||B^C||19700301{EMPTY}|123456789\r"
    assert "123456789" not in without_social_numbers(damaged)


def test_nothing_else_is_touched() -> None:
    text = (
        f"{HEADER}PID|1||100200300^^^A^MR||B^C||19700301|M||2106-3|||2125551234\r"
        "OBR|1|123456780|100-20-3000|X\r"
    )
    assert without_social_numbers(text) == text
