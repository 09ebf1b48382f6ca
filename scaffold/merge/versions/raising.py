"""Settle versions that both sides raised: the higher one is kept."""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import partial

from scaffold.merge.edit.form import Format, UnreadableError
from scaffold.merge.versions.ordering import choose_tag, combine, read_clauses, read_tag
from scaffold.merge.versions.pins import Key, Pin, find_pins
from scaffold.merge.versions.recipes import find_pins_in_lines

Texts = tuple[str, str, str]
Pins = dict[Key, Pin]
Find = Callable[[str], Pins]

# Versions there belong to digests and to each other.
_LOCKS = re.compile(r"(?:.*\.lock|.*-lock\.(?:json|ya?ml)|npm-shrinkwrap\.json)", re.IGNORECASE)
_DIGEST = re.compile(r"[0-9a-fA-F]{32,}")


def settle_versions(path: str, form: Format | None, texts: Texts) -> tuple[Texts, list[str]]:
    """Give both sides the higher one of each version that both raised.

    Returns:
        The three texts, and a line for each such version.
    """
    if _LOCKS.fullmatch(path.rpartition("/")[2]):
        return texts, []
    find: Find = partial(find_pins, form) if form else partial(find_pins_in_lines, path)
    try:
        pins = [find(text) for text in texts]
        if _has_other_digests(texts, pins):
            return texts, []
        return _settle(find, texts, pins)
    except (UnreadableError, RecursionError):
        return texts, []


def _settle(find: Find, texts: Texts, pins: list[Pins]) -> tuple[Texts, list[str]]:
    """Exchange as many versions at once as are read as intended; one alone is left as it is."""
    notes: list[str] = []
    agreed = {key: _agree([side[key] for side in pins], texts) for key in _changed_by_both(pins)}
    chosen = [(key, words) for key, words in agreed.items() if words is not None]
    size = len(chosen)
    while chosen:
        batch = dict(chosen[:size])
        # The base gets them too: then lines beside a version merge as if it had not changed.
        base, ours, theirs = (_exchange(find, text, batch) for text in texts)
        if base is not None and ours is not None and theirs is not None:
            texts = base, ours, theirs
            now = find(ours)
            notes += [_note(pins[1][key], pins[2][key], now[key].version) for key in batch]
        elif len(batch) > 1:
            size = len(batch) // 2
            continue
        chosen, size = chosen[len(batch) :], 2 * size
    return texts, notes


def _changed_by_both(pins: list[Pins]) -> list[Key]:
    """Return the keys of the versions that all sides have and have differently, in your order."""
    base, ours, theirs = pins
    shared = base.keys() & ours.keys() & theirs.keys()
    found = [key for key in shared if len({side[key].version for side in pins}) == len(pins)]
    return sorted(found, key=lambda key: ours[key].start)


def _agree(pins: list[Pin], texts: Texts) -> str | None:
    """Return what both sides get, as it is written; None where it is not for us to decide."""
    base, ours, theirs = pins
    words = [text[pin.start : pin.end] for pin, text in zip(pins, texts, strict=True)]
    if not (ours.is_range or theirs.is_range):
        if ours.has_digest != theirs.has_digest or ours.rest != theirs.rest:
            return None
        side = choose_tag(*(read_tag(pin.version) for pin in pins))
        return {"ours": words[1], "theirs": words[2], None: None}[side]
    clauses = [read_clauses(pin.version) for pin in pins]
    if not all(pin.is_range for pin in pins) or not all(clauses):
        return None
    combined = combine(*(each or {} for each in clauses))
    if combined is None:
        return None
    if theirs.rest in (base.rest, ours.rest):
        return _rewrite(words[1], clauses[1] or {}, combined)
    return _rewrite(words[2], clauses[2] or {}, combined) if ours.rest == base.rest else None


def _rewrite(words: str, old: Mapping[str, str], new: Mapping[str, str]) -> str:
    for operator, version in old.items():
        pattern = rf"({re.escape(operator)}\s*){re.escape(version)}(?![\w.*])"
        words = re.sub(pattern, rf"\g<1>{new[operator]}", words)
    return words


def _exchange(find: Find, text: str, words: Mapping[Key, str]) -> str | None:
    """Return a text with other versions in pins; None where other pins would change."""
    before = find(text)
    text = _replaced(text, [(before[key], each) for key, each in words.items()])
    try:
        after = find(text)
    except UnreadableError:
        return None
    if before.keys() != after.keys():
        return None
    others = (key for key in before if key not in words)
    return text if all(after[key].version == before[key].version for key in others) else None


def _replaced(text: str, pins: Iterable[tuple[Pin, str]]) -> str:
    parts, at = [], 0
    for pin, words in sorted(pins, key=lambda pair: pair[0].start):
        parts += [text[at : pin.start], words]
        at = max(at, pin.end)
    return "".join([*parts, text[at:]])


def _note(ours: Pin, theirs: Pin, version: str) -> str:
    raised = f"{ours.name} {version} raised by"
    if version == ours.version:
        return f"{raised} you; the template has {theirs.version}"
    if version == theirs.version:
        return f"{raised} the template; you had {ours.version}"
    return f"{raised} both; you had {ours.version}, the template {theirs.version}"


def _has_other_digests(texts: Texts, pins: list[Pins]) -> bool:
    """Return whether both sides changed a digest that may belong to a version elsewhere."""
    base, ours, theirs = (_digests(*each) for each in zip(texts, pins, strict=True))
    return base not in (ours, theirs) and ours != theirs


def _digests(text: str, pins: Pins) -> list[str]:
    return _DIGEST.findall(_replaced(text, [(pin, "") for pin in pins.values()]))
