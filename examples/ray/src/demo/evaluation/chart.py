"""A chart as reports and the web page show it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Chart:
    """One SVG element, whose ink is `currentColor`, with what it is and how to read it.

    The name is part of an address: small letters and hyphens.
    """

    name: str
    title: str
    svg: str
    caption: str
