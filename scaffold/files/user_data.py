"""Where scaffold keeps things for a person: the same place, by the same name, on every machine."""

from pathlib import Path

# Fixed, and not what a system would prefer: projects record it, and are shared between systems.
DATA_ADDRESS = "~/.local/share/mlops-scaffold"


def find_place(address: str) -> Path | None:
    """Return the path that an address beginning with `~` means; None where nobody is at home."""
    try:
        return Path(address).expanduser()
    except RuntimeError:
        return None
