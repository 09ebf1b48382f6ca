"""A mapping is checked against the fields of a dataclass."""

from dataclasses import dataclass
from typing import Annotated

from demo.utils.parameters import (
    Between,
    check_fields,
)


@dataclass(frozen=True)
class Recipe:
    eggs: int = 2
    hours: Annotated[float, Between(0.0, 3.0)] = 0.5


def test_a_whole_number_is_welcome_where_a_fraction_is_wanted() -> None:
    hours = check_fields(Recipe, {"hours": 1}, "recipe")["hours"]
    assert (hours, type(hours)) == (1.0, float)
