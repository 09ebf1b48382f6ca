"""What a search may try, in Hydra's words for a sweep: interval, range, choice and tag."""

from collections.abc import Mapping

from hydra.core.override_parser.overrides_parser import OverridesParser
from hydra.core.override_parser.types import (
    ChoiceSweep,
    IntervalSweep,
    Override,
    QuotedString,
    RangeSweep,
)
from optuna.distributions import (
    BaseDistribution,
    CategoricalDistribution,
    FloatDistribution,
    IntDistribution,
)

from ..errors import ArgumentsError
from ..utils.composing import hydra_errors

Space = dict[str, BaseDistribution]


def parse_space(parameters: Mapping[str, object]) -> Space:
    """Return what each parameter may be.

    `interval(1, 8)` is every number from 1 to 8, `int(interval(1, 8))` every whole one,
    `tag(log, interval(...))` the same evenly over orders of magnitude, `range(1, 8, 2)` is 1, 3, 5
    and 7, `choice(a, b)` one of the words.

    Raises:
        ArgumentsError: names the parameter whose words are none of these.
    """
    words = [f"{name}={value}" for name, value in parameters.items()]
    with hydra_errors():
        overrides = OverridesParser.create().parse_overrides(words)
        return {override.key_or_group: _distribution(override) for override in overrides}


def _distribution(override: Override) -> BaseDistribution:
    """Return what one parameter may be."""
    sweep = override.value()
    try:
        if isinstance(sweep, IntervalSweep):
            return _interval(sweep)
        if isinstance(sweep, RangeSweep):
            values = sweep.range()
            if isinstance(values, range):
                return IntDistribution(values[0], values[-1], step=values.step)
            return CategoricalDistribution(list(values))
        if isinstance(sweep, ChoiceSweep):
            return CategoricalDistribution([_plain(choice) for choice in sweep.list])
    except (ValueError, IndexError, TypeError) as error:
        raise _no_space(override, str(error)) from error
    raise _no_space(override, "it is neither an interval, a range nor a choice")


def _interval(sweep: IntervalSweep) -> BaseDistribution:
    """Return all numbers between two limits, or all whole ones if the limits are cast so."""
    log = "log" in sweep.tags
    # Hydra has no interval without limits, whatever its type says.
    low, high = sweep.start or 0, sweep.end or 0
    if all(isinstance(limit, int) for limit in (low, high)):
        return IntDistribution(int(low), int(high), log=log)
    return FloatDistribution(low, high, log=log)


def _plain(choice: object) -> str | int | float | bool:
    """Return a choice as a plain value."""
    value = choice.text if isinstance(choice, QuotedString) else choice
    if not isinstance(value, str | int | float | bool):
        raise TypeError(f"{value} is neither a word nor a number")
    return value


def _no_space(override: Override, reason: str) -> ArgumentsError:
    """Return the error of words that give nothing to search."""
    return ArgumentsError(
        f"search.parameters: {override.input_line!r} gives nothing to search: {reason}",
        "write it as in interval(0.0, 0.5), range(1, 4) or choice(16, 32)",
    )
