"""Fetch other templates into folders on this machine."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

from scaffold.errors import TemplateSourceError
from scaffold.files.paths import is_gits_own
from scaffold.template.addresses import CHECK_SOURCE, Address, no_template, parse_address
from scaffold.template.clone import Checkout, Clone, find_work_tree
from scaffold.template.releases import Source

_BUNDLES = (b"# v2 git bundle\n", b"# v3 git bundle\n")
_shared: ContextVar[tuple[Path, dict[str, Clone]] | None] = ContextVar("_shared", default=None)


@contextmanager
def sharing_fetches() -> Iterator[None]:
    """Fetch each template at most once in a block."""
    if _shared.get() is not None:
        yield
        return
    with tempfile.TemporaryDirectory(prefix="scaffold-") as folder:
        token = _shared.set((Path(os.path.realpath(folder)), {}))
        try:
            yield
        finally:
            _shared.reset(token)


@contextmanager
def fetched(source: Source) -> Iterator[Checkout]:
    """Yield the files of a template at a release.

    Raises:
        TemplateSourceError: The template cannot be fetched, or has no such release.
        UntrustedRepositoryError: Another user of this machine owns the repository.
    """
    with cloned(source.address) as clone:
        if clone is not None:
            yield clone.check_out(source.reference)
        elif source.reference is None:
            yield Checkout(Path(parse_address(source.address).identity))
        else:
            raise TemplateSourceError(
                f"Template `{source.address}` has no releases: it is not a Git repository",
                CHECK_SOURCE,
            )


@contextmanager
def cloned(text: str) -> Iterator[Clone | None]:
    """Yield a clone of a template; None for a plain folder, which has no releases.

    Raises:
        TemplateSourceError: The template cannot be fetched.
        UntrustedRepositoryError: Another user of this machine owns the repository.
    """
    address = parse_address(text)
    _check_place(address)
    if _is_plain_folder(address):
        yield None
        return
    with sharing_fetches():
        folder, clones = _shared.get() or (Path(), {})
        if text not in clones:
            place = folder / str(len(clones))
            place.mkdir()
            clones[text] = Clone(address, place)
        yield clones[text]


def _check_place(address: Address) -> None:
    """Refuse anything but a folder, a work tree or a bundle; reading a pipe would never end."""
    if address.folder is None or address.location.startswith("file:"):
        return
    place = Path(address.identity)
    if is_gits_own(place) and place.is_dir():
        raise TemplateSourceError(
            f"`{address.stored}` is a bare repository", "Clone it, then use the clone"
        )
    if not place.is_dir() and not _is_bundle(place):
        raise no_template(address.stored)


def _is_bundle(place: Path) -> bool:
    if not place.is_file():
        return False
    with place.open("rb") as stream:
        return stream.read(len(_BUNDLES[0])) in _BUNDLES


def _is_plain_folder(address: Address) -> bool:
    if address.folder is None or address.location.startswith("file:"):
        return False
    return Path(address.identity).is_dir() and find_work_tree(address) is None
