"""Version ranges of Poetry, Pipenv and conda as PEP 440 writes them. Pure."""

import re

from packaging.specifiers import InvalidSpecifier, SpecifierSet

_LONGEST = 500
_PART = re.compile(r"(?P<operator>[\^~]|[<>=!]=?=?|~=)?\s*v?(?P<version>[0-9][\w.*+!-]*|\*)")


class UnwritableRangeError(Exception):
    """PEP 440 cannot express a range."""


def from_poetry(text: str) -> str:
    """Return a constraint of Poetry as PEP 440 writes it; an empty text for any version.

    Raises:
        UnwritableRangeError: PEP 440 has no word for it, as for two ranges with a gap.
    """
    if len(text) > _LONGEST:
        raise UnwritableRangeError(text[:40])
    if "|" in text:
        return _unite([from_poetry(part) for part in re.split(r"\s*\|\|?\s*", text.strip())], text)
    spaced = re.sub(r"(?<=[<>=!~^])\s+", "", text.strip())
    parts = [_translate(part) for part in re.split(r"\s*,\s*|\s+", spaced) if part]
    return _checked(",".join(filter(None, parts)), text)


def from_pipenv(text: str) -> str:
    """Return a version of a Pipfile as PEP 440 writes it.

    Raises:
        UnwritableRangeError: It is not a range of versions.
    """
    plain = text.strip()
    if plain in {"", "*"}:
        return ""
    return _checked(f"=={plain}" if plain[0].isdigit() else plain, text)


def from_conda(text: str) -> str:
    """Return the version of a package of conda as PEP 440 writes it.

    `=1.2` is `==1.2.*`, `==1.2` and `1.2` are exact, and a build behind the version is dropped.

    Raises:
        UnwritableRangeError: It has alternatives, or is no range of versions.
    """
    plain = re.sub(r"\s*,\s*", ",", text.strip())
    if plain in {"", "*", "=*"}:
        return ""
    if "|" in plain:
        raise UnwritableRangeError(text)
    found = re.fullmatch(r"(={0,2})\s*([\w.*+!]+)(?:(?:=|\s+)([\w.*+-]+))?", plain)
    if not found:
        return _checked(plain.replace(" ", ""), text)
    operator, version, build = found[1], found[2], found[3]
    is_exact = build or operator != "="
    is_open = version.endswith("*")
    if version == "*":
        return ""
    plain = version.rstrip("*").rstrip(".") + ".*" if is_open else version
    return _checked(f"=={plain}" if is_exact or is_open else f"=={plain}.*", text)


def _translate(part: str) -> str:
    found = _PART.fullmatch(part)
    if not found:
        raise UnwritableRangeError(part)
    operator, version = found["operator"] or "", found["version"]
    if version == "*":
        return ""
    if operator in {"^", "~"}:
        return _up_to(operator, version)
    if operator in {"", "=", "=="} and not version.endswith(".*") and "*" in version:
        raise UnwritableRangeError(part)
    return f"=={version}" if operator in {"", "="} else f"{operator}{version}"


def _up_to(operator: str, version: str) -> str:
    """Return the range of `^` and `~`: up to the next release that may break something."""
    release = re.match(r"\d+(\.\d+)*", version)
    numbers = [int(number[:12]) for number in (release[0] if release else "0").split(".")]
    at = min(1, len(numbers) - 1)
    if operator == "^":
        at = next((at for at, number in enumerate(numbers) if number), len(numbers) - 1)
    end = [*numbers[:at], numbers[at] + 1]
    end += [0] * (len(numbers) - len(end)) if len(numbers) > 1 else []
    return f">={version},<{'.'.join(map(str, end))}"


def _unite(ranges: list[str], text: str) -> str:
    """Return one range for several, if they touch: `^1.0 || ^2.0` is `>=1.0,<3.0`."""
    if "" in ranges:
        return ""
    found = [re.fullmatch(r">=([\w.]+)(?:,<([\w.]+))?", each) for each in ranges]
    ends = [(each[1], each[2]) for each in found if each]
    touching = all(
        ends[at][1] and SpecifierSet(f"=={ends[at][1]}").contains(ends[at + 1][0])
        for at in range(len(ends) - 1)
    )
    if len(ends) < len(ranges) or not touching:
        raise UnwritableRangeError(text)
    return f">={ends[0][0]}" + (f",<{ends[-1][1]}" if ends[-1][1] else "")


def _checked(specifier: str, text: str) -> str:
    try:
        SpecifierSet(specifier)
    except InvalidSpecifier:
        raise UnwritableRangeError(text) from None
    return specifier
