"""Merge Python sources that you laid out otherwise than the template does."""

from collections.abc import Sequence

from scaffold.merge.python.sources import NotComparableError, Source, Unit, read_source
from scaffold.merge.text.merge_lines import MergedLines, merge_lines
from scaffold.merge.text.myers import changed_runs
from scaffold.merge.text.regions import compare

Texts = tuple[str, str, str]


def merge_sources(texts: Texts, names: tuple[str, str]) -> MergedLines | None:
    """Merge three sources on your layout, so that only edits meet.

    Statements and comments that mean the same are written as you write them on all three sides;
    then lines are merged.

    Returns:
        The merge; None where a source cannot be read, or where the result would mean something
        else than the merge of all statements.
    """
    try:
        base, ours, theirs = map(read_source, texts)
        laid_out = _lay_out(base, ours, theirs)
        three = (text.encode() for text in laid_out)
        merged = merge_lines(*three, ours_name=names[0], theirs_name=names[1])
        result = read_source(merged.ours_first.decode())
    except NotComparableError:
        return None
    regions = list(compare(*(_keys(side.units) for side in (base, ours, theirs))))
    wanted = [key for region in regions for key in region.merged]
    # Where statements conflict, their lines may still merge.
    is_open = any(region.is_conflict for region in regions)
    return merged if is_open or _keys(result.units) == wanted else None


def _lay_out(base: Source, ours: Source, theirs: Source) -> Texts:
    """Return the three texts, with equal statements spelled as in yours."""
    mine = _paired(base.units, ours.units)
    new = _paired(theirs.units, base.units)
    spare = _spare(ours.units, set(mine.values()))
    old_texts = [
        ours.units[mine[number]].text if number in mine else _indented(unit, base, ours)
        for number, unit in enumerate(base.units)
    ]
    new_texts = []
    for number, unit in enumerate(theirs.units):
        if number in new:
            new_texts.append(old_texts[new[number]])
        else:
            alike = spare.get(unit.key)
            new_texts.append(alike.pop(0) if alike else _indented(unit, theirs, ours))
    return "".join(old_texts), "".join(unit.text for unit in ours.units), "".join(new_texts)


def _keys(units: Sequence[Unit]) -> list[object]:
    return [unit.key for unit in units]


def _paired(one: Sequence[Unit], other: Sequence[Unit]) -> dict[int, int]:
    """Return which units of one source are which of another, by number."""
    pairs: dict[int, int] = {}
    at = at_other = 0
    for run in changed_runs(_keys(one), _keys(other)):
        pairs.update(zip(range(at, run.start), range(at_other, run.new_start), strict=True))
        at, at_other = run.end, run.new_end
    pairs.update(zip(range(at, len(one)), range(at_other, len(other)), strict=True))
    return pairs


def _spare(units: Sequence[Unit], used: set[int]) -> dict[object, list[str]]:
    """Return the texts of units that only you have, by what they mean."""
    found: dict[object, list[str]] = {}
    for number, unit in enumerate(units):
        if number not in used:
            found.setdefault(unit.key, []).append(unit.text)
    return found


def _indented(unit: Unit, source: Source, target: Source) -> str:
    """Return a unit with the indentation of another source; what is in strings stays."""
    old, new = source.indent, target.indent
    if not old or not new or old == new:
        return unit.text
    lines = unit.text.split("\n")
    return "\n".join(
        line if number in unit.inner else _indent(line, old, new)
        for number, line in enumerate(lines)
    )


def _indent(line: str, old: str, new: str) -> str:
    depth = 0
    while line.startswith(old, depth * len(old)):
        depth += 1
    return new * depth + line[depth * len(old) :]
