"""The drawing of one site's density: what is joined, how tall it is, what counts as no change."""

from datetime import date
from decimal import Decimal

import pytest

from monitoring.charts.density import Density, DensityCourse, TooSmall, density_svg
from monitoring.charts.spec import Timeline

OVER = Timeline(date(2020, 1, 1), date(2027, 1, 1), date(2026, 11, 22))
DEVICE, OTHER = "Hologic/H-1/L1-L4", "Hologic/H-2/L1-L4"


def drawn(*densities: tuple[int, str, str], too_small: TooSmall | None = None) -> str:
    measured = tuple(
        Density(date(year, 6, 1), Decimal(amount), device) for year, amount, device in densities
    )
    course = DensityCourse("bone-spine", "Lumbar spine", measured, too_small)
    return density_svg(course, OVER).split("</desc>")[1]


def test_neighbours_of_one_device_are_joined() -> None:
    assert drawn((2022, "1", DEVICE), (2024, "0.98", DEVICE)).count('class="course"') == 1


def test_another_device_is_not_joined() -> None:
    assert "course" not in drawn((2022, "1", DEVICE), (2024, "0.98", OTHER)).replace("bone-", "")


def test_a_scan_on_another_device_between_makes_the_line_dotted() -> None:
    svg = drawn((2021, "1", DEVICE), (2023, "0.9", OTHER), (2025, "0.98", DEVICE))
    assert svg.count('class="course dotted"') == 1
    assert 'class="course"' not in svg


def test_every_density_is_a_point_with_its_digits() -> None:
    svg = drawn((2022, "1.049", DEVICE), (2024, "0.988", DEVICE))
    assert svg.count('class="pt pt-in_target"') == 2
    assert ">1.049</text>" in svg
    assert ">0.988</text>" in svg


@pytest.mark.parametrize(
    ("second", "lowest"),
    [
        pytest.param("0.88", "0.9", id="at the usual edge"),
        pytest.param("0.879", "0.8", id="just beyond it, so the next edge"),
        pytest.param("0.74", "0.5", id="beyond that one too"),
    ],
)
def test_the_scale_grows_by_steps_and_never_fits_the_values(second: str, lowest: str) -> None:
    svg = drawn((2022, "1", DEVICE), (2024, second, DEVICE))
    ticks = [part.split("</text>")[0].rsplit(">", 1)[1] for part in svg.split('class="tick"')[1:]]
    assert min(ticks) == lowest


def test_what_is_too_small_to_tell_lies_around_the_older_density() -> None:
    band = TooSmall(date(2022, 6, 1), Decimal("0.97"), Decimal("1.03"))
    svg = drawn((2022, "1", DEVICE), (2024, "0.98", DEVICE), too_small=band)
    # 24 pixels for each tenth of the first density, which stands in the middle at 76.
    assert '<rect class="band" y="61.0" width="100%" height="30.0"/>' in svg
    assert "band" not in drawn((2022, "1", DEVICE), (2024, "0.98", DEVICE))
