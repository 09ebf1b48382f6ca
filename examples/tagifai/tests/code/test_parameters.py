"""A mapping is checked against the fields of a dataclass."""

from dataclasses import dataclass
from typing import Annotated, TypedDict

import pytest

from demo.errors import ArgumentsError
from demo.utils.parameters import (
    Above,
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


class Oven(TypedDict, total=False):
    degrees: Annotated[float, Above(0.0)]


@pytest.mark.parametrize("degrees", [0.0, -1.0, float("nan"), float("inf")])
def test_a_limit_may_be_one_that_a_number_has_to_pass(degrees: float) -> None:
    assert check_fields(Oven, {"degrees": 1e-9}, "oven") == {"degrees": 1e-9}
    with pytest.raises(ArgumentsError, match=r"oven: degrees must be more than 0\.0, not"):
        check_fields(Oven, {"degrees": degrees}, "oven")
