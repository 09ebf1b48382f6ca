"""The folder for the user's data, which has the same address on every machine."""

from pathlib import Path

# Not the usual folder of each system: projects record the address, and are shared between systems.
DATA_ADDRESS = "~/.local/share/mlops-scaffold"


def find_place(address: str) -> Path | None:
    """Return the path of an address that starts with `~`; None without a home folder."""
    try:
        return Path(address).expanduser()
    except RuntimeError:
        return None
