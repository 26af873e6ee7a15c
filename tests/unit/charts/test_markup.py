"""What a page holds for its scripts."""

import json

from monitoring.charts.markup import script_json

HOSTILE = {"on": "</script><!-- & \"'", "amounts": ["19.5", None, 1, True], "words": "µ ≥ \u2028"}


def test_numbers_for_a_script_are_what_was_given() -> None:
    assert json.loads(script_json(HOSTILE)) == HOSTILE


def test_nothing_given_ends_the_script() -> None:
    assert not {"<", ">", "&"} & set(script_json(HOSTILE))
