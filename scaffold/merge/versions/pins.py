"""Find the versions that a document pins: of actions, hooks, packages, images and tools."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from scaffold.merge.edit.form import Format
from scaffold.merge.structure.values import DocPath, Item, Leaf, holds_requirements
from scaffold.merge.versions.ordering import LONGEST_READ

Key = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Pin:
    """A version in a text.

    Attributes:
        key: Equal for pins of the same thing in other versions of a file.
        start: The offset of the first character of what is exchanged with it.
        end: The offset behind the last one.
        name: What it is the version of.
        version: The version, or the range of versions.
        rest: What else belongs to it, such as extras and markers.
        is_range: Whether the version is a range.
        has_digest: Whether it is a commit, or an image with a digest.
    """

    key: Key
    start: int
    end: int
    name: str = ""
    version: str = ""
    rest: str = ""
    is_range: bool = False
    has_digest: bool = False


_COMMIT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_BESIDE = re.compile(r"[ \t]+#[^\n]*")
_IN_COMMENT = re.compile(r"(?<![\w.])v?\d+(?:\.\d+)*(?![\w.])")
_IMAGE = re.compile(r"([^\s@]*[^\s@/:]):([\w][\w.-]*)(@sha256:[0-9a-f]{64})?")
_REQUIREMENT = re.compile(
    r"([A-Za-z0-9][\w.-]*)\s*(\[[^\]]*\])?\s*\(?((?:(?:===|[=~!<>]=|[<>=])[^,;()<>=~!]+,?)+)\)?(;.*)?"
)
_RANGE = re.compile(r"[<>=~^!]")

_TABLES = frozenset({"engines", "packages", "dev-packages", "tools", "volta"})
_KEYS = frozenset({"rev", "tag", "minversion", "runs-on", "requires-python", "python_requires"})
_VERSION_KEY = re.compile(r"(?i).+[_.-](?:version|tag)|.+[a-z]Version")
_NO_PIN = re.compile(r"(?i)(?:api|schema|format|metadata|config|file|lock|content)[_.-]?version")
_IMAGES = frozenset({"image", "container"})
_REFERENCES = frozenset({"uses", "packageManager"})


def find_pins(form: Format, text: str) -> dict[Key, Pin]:
    """Return the pins of a document.

    Raises:
        UnreadableError: It cannot be read.
    """
    form.load(text)
    return numbered(_pins(form, text))


def numbered(pins: Iterable[Pin]) -> dict[Key, Pin]:
    """Return pins by key; several of one key by their number and by how many there are."""
    groups: dict[Key, list[Pin]] = {}
    for pin in pins:
        groups.setdefault(pin.key, []).append(pin)
    return {
        (*key, number, len(group)): pin
        for key, group in groups.items()
        for number, pin in enumerate(group)
    }


def _pins(form: Format, text: str) -> Iterator[Pin]:
    for leaf in form.leaves(text):
        value = leaf.value if isinstance(leaf.value, str) else text[leaf.start : leaf.end]
        short = len(value.partition(" --hash=")[0]) <= LONGEST_READ
        pin = _read(leaf, value) if leaf.place and short else None
        if pin:
            is_commit = pin.has_digest and not pin.version
            yield _with_comment(pin, text) if is_commit else pin


def _read(leaf: Leaf, value: str) -> Pin | None:
    keys = ["", "", *(step for step in leaf.place if isinstance(step, str))]
    above, last = keys[-2:] = [key[:LONGEST_READ] for key in keys[-2:]]
    blank = Pin((leaf.place,), leaf.start, leaf.end, last)
    if isinstance(leaf.place[-1], Item):
        blank = replace(blank, key=(leaf.place[:-1],))
        if holds_requirements(leaf.place[:-1]):
            return read_requirement(blank, value) or read_reference(blank, value)
        return read_image(blank, value) if last == "services" else None
    if last in _IMAGES or (last == "name" and above in _IMAGES):
        return read_image(blank, value)
    if last in _REFERENCES or above == "orbs":
        return read_reference(blank, value)
    return read_version(_named(blank, leaf.place, keys), value) if _is_version(keys) else None


def _is_version(keys: list[str]) -> bool:
    """Return whether the value of a key is a version, by the keys that lead to it."""
    table = keys[-3] if keys[-1] == "version" else keys[-2]
    if table.lower().endswith("dependencies") or table in _TABLES:
        return True
    is_key = bool(_VERSION_KEY.fullmatch(keys[-1])) and not _NO_PIN.fullmatch(keys[-1])
    return is_key or keys[-1] in _KEYS


def _named(pin: Pin, place: DocPath, keys: list[str]) -> Pin:
    """Return a pin with the name of what its key is the version of."""
    if keys[-1] == "version":
        return replace(pin, name=keys[-2])
    around = place[-2] if len(place) > 1 else None
    if isinstance(around, Item) and isinstance(around.identity, str):
        return replace(pin, name=around.identity)
    return pin


def read_requirement(pin: Pin, value: str) -> Pin | None:
    """Read `pandas[excel]>=2,<3; python_version >= "3.11"`, perhaps with hashes."""
    requirement, _, hashes = value.partition(" --hash=")
    found = _REQUIREMENT.fullmatch(requirement.strip())
    if not found:
        return None
    name, extras, version, marker = found.groups(default="")
    rest = "".join((extras + marker).split())
    key = (*pin.key, re.sub(r"[-_.]+", "-", name).lower())
    pin = replace(pin, key=key, name=name, version=version.strip(), rest=rest)
    return replace(pin, is_range=not hashes)


def read_reference(pin: Pin, value: str) -> Pin | None:
    """Read `owner/action@v4`, `owner/action@` and a commit, or `name@1.2`."""
    name, at, version = value.rpartition("@")
    if not (at and name):
        return None
    pin = replace(pin, key=(*pin.key, name), name=name)
    return read_version(pin, version)


def read_image(pin: Pin, value: str) -> Pin | None:
    """Read `registry/image:tag`, perhaps with a digest."""
    found = _IMAGE.fullmatch(value)
    if not found:
        return None
    key = (*pin.key, found[1])
    return replace(pin, key=key, name=found[1], version=found[2], has_digest=bool(found[3]))


def read_version(pin: Pin, value: str) -> Pin:
    """Read a version, a range of versions or a commit."""
    if _COMMIT.fullmatch(value):
        return replace(pin, has_digest=True)
    return replace(pin, version=value, is_range=bool(_RANGE.match(value)))


def _with_comment(pin: Pin, text: str) -> Pin:
    """Return the pin of a commit with the version that the comment beside it names."""
    beside = _BESIDE.match(text, pin.end)
    version = _IN_COMMENT.search(beside[0][:LONGEST_READ]) if beside else None
    if not (beside and version):
        return pin
    return replace(pin, end=beside.end(), version=version[0])
