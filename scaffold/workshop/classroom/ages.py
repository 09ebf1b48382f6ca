"""How long ago something was, in words. Pure."""

from scaffold.errors.wording import count

_MINUTE, _HOUR, _DAY = 60, 3600, 86_400


def describe_age(seconds: float) -> str:
    """Return a number of seconds in its largest unit, as in `3 min`."""
    if seconds < _MINUTE:
        return "now"
    if seconds < 2 * _HOUR:
        return f"{int(seconds // _MINUTE)} min"
    if seconds < 2 * _DAY:
        return f"{int(seconds // _HOUR)} h"
    return count(int(seconds // _DAY), "day")
