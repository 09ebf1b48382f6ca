"""Identifiers of learners: the folder of each, and a seed that no other learner has. Pure."""

import hashlib
import re
import unicodedata
from collections.abc import Container

from scaffold.files.paths import is_windows_device

LONGEST_IDENTIFIER = 64
# The folder of the pages to join is next to those of the learners.
RESERVED_FOLDERS = frozenset({"join"})
# Short enough to type; 6 is the default of the template.
_SEEDS = 999_999
_DEFAULT_SEED = 6


def find_problem(identifier: str) -> str:
    """Return why an identifier cannot be used; empty if it can."""
    if not identifier:
        return "the identifier is empty"
    if len(identifier) > LONGEST_IDENTIFIER:
        return f"`{identifier[:20]}...` has more than {LONGEST_IDENTIFIER} characters"
    odd = next((c for c in identifier if unicodedata.category(c) in {"Cc", "Cf", "Cs"}), None)
    if odd is not None:
        return f"U+{ord(odd):04X} is not allowed in an identifier"
    if "/" in identifier or "\\" in identifier:
        return f"`{identifier}` is a path"
    folder = make_folder_name(identifier)
    if is_windows_device(identifier) or is_windows_device(folder):
        return f"`{identifier}` is reserved on Windows"
    return f"`{identifier}` is reserved" if folder in RESERVED_FOLDERS else ""


def make_folder_name(identifier: str) -> str:
    """Return the folder for an identifier: ASCII and lowercase, so that it is valid on all systems.

    Identifiers without a Latin letter or a digit get a number of their own.
    """
    plain = unicodedata.normalize("NFKD", identifier).encode("ascii", "ignore").decode()
    folder = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")
    return folder or f"learner-{_digest(identifier) % 0x1000000:06x}"


def compare_key(identifier: str) -> str:
    """Return what is equal for identifiers that differ only in case or Unicode form."""
    return unicodedata.normalize("NFC", identifier).casefold()


def choose_seed(identifier: str, taken: Container[int]) -> int:
    """Return the seed of a learner, which does not depend on the order of the roster.

    Args:
        identifier: The identifier.
        taken: Seeds of other learners.

    Returns:
        A positive number that is neither taken nor the template's default.
    """
    attempt = 0
    while True:
        seed = 1 + _digest(f"{attempt}:{compare_key(identifier)}") % _SEEDS
        if seed != _DEFAULT_SEED and seed not in taken:
            return seed
        attempt += 1


def _digest(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")
