"""Trust templates, and stop trusting them."""

from scaffold.template.trusted_addresses import (
    add_trust,
    identify,
    read_trusted,
    remove_trust,
    trusting,
)

__all__ = ["list_trusted", "trust", "trusting", "untrust"]


def trust(address: str) -> str:
    """Trust the template at an address, or all templates below an address that ends with a slash.

    Returns:
        The entry in the list of the user.

    Raises:
        TemplateSourceError: The address is invalid.
        TrustListError: The list cannot be read.
        WriteError: The list cannot be written.
    """
    entry = identify(address)
    add_trust(entry)
    return entry


def untrust(address: str) -> tuple[str, bool]:
    """Stop trusting the template at an address.

    Returns:
        The entry, and whether it was in the list of the user.

    Raises:
        TemplateSourceError: The address is invalid.
        TrustListError: The list cannot be read.
        WriteError: The list cannot be written.
    """
    entry = identify(address)
    return entry, remove_trust(entry)


def list_trusted() -> list[str]:
    """Return the entries in the list of the user.

    Raises:
        TrustListError: The list cannot be read.
    """
    return read_trusted()
