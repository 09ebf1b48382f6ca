"""What an owner, a tool or a mishap can leave where an update wants to write."""

import os
import shutil
import socket
from collections.abc import Callable
from pathlib import Path

# What it leaves at a place; a folder outside of the project is there to be led to.
Lay = Callable[[Path, Path], None]


def clear(place: Path) -> None:
    """Make a place free, with a folder around it."""
    place.parent.mkdir(parents=True, exist_ok=True)
    if place.is_dir() and not place.is_symlink():
        shutil.rmtree(place)
    else:
        place.unlink(missing_ok=True)


def folder(place: Path, _outside: Path) -> None:
    place.mkdir()


def filled_folder(place: Path, _outside: Path) -> None:
    place.mkdir()
    (place / "mine.txt").write_bytes(b"mine\n")


def file(place: Path, _outside: Path) -> None:
    place.write_bytes(b"mine\n")


def link_inside(place: Path, _outside: Path) -> None:
    kept = place.with_name("mine.txt")
    kept.write_bytes(b"mine\n")
    place.symlink_to(kept.name)


def link_to_folder_inside(place: Path, _outside: Path) -> None:
    kept = place.with_name("mine")
    kept.mkdir(exist_ok=True)  # A link beside this one may lead to it, too.
    (kept / "mine.txt").write_bytes(b"mine\n")
    place.symlink_to(kept.name)


def link_outside(place: Path, outside: Path) -> None:
    place.symlink_to(outside / "file.txt")


def link_to_folder_outside(place: Path, outside: Path) -> None:
    place.symlink_to(outside)


def dangling_link(place: Path, outside: Path) -> None:
    place.symlink_to(outside / "nothing")


def link_to_itself(place: Path, _outside: Path) -> None:
    place.symlink_to(place.name)


def pipe(place: Path, _outside: Path) -> None:
    os.mkfifo(place)


def listening_socket(place: Path, _outside: Path) -> None:
    here = Path.cwd()
    os.chdir(place.parent)  # The address of a socket may have 107 bytes at most.
    try:
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(place.name)
    finally:
        os.chdir(here)


def case_twin(place: Path, _outside: Path) -> None:
    place.with_name(place.name.swapcase()).write_bytes(b"mine\n")


def folder_case_twin(place: Path, _outside: Path) -> None:
    twin = place.with_name(place.name.swapcase())
    twin.mkdir()
    (twin / "mine.txt").write_bytes(b"mine\n")


def letter_twin(place: Path, _outside: Path) -> None:
    """Leave a name with a letter that some systems fold: the long s is an s, the Kelvin is a k."""
    name = place.name.replace("s", "\u017f", 1).replace("k", "\u212a", 1)
    place.with_name(name if name != place.name else name.upper()).write_bytes(b"mine\n")


# At the place of a file.
IN_PLACE: dict[str, Lay] = {
    "a folder": folder,
    "a folder with a file": filled_folder,
    "a link inside": link_inside,
    "a link outside": link_outside,
    "a link to a folder outside": link_to_folder_outside,
    "a dangling link": dangling_link,
    "a link to itself": link_to_itself,
    "a pipe": pipe,
    "a socket": listening_socket,
    "a case twin": case_twin,
    "a twin of letters": letter_twin,
}
# At the place of the folder around a file.
ON_THE_WAY: dict[str, Lay] = {
    "a file": file,
    "a link inside": link_to_folder_inside,
    "a link outside": link_to_folder_outside,
    "a dangling link": dangling_link,
    "a link to itself": link_to_itself,
    "a pipe": pipe,
    "a case twin": folder_case_twin,
}
