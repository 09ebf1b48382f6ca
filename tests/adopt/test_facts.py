"""Facts about a repository: what its files state, and nothing else."""

import pytest

from scaffold.adoption.clues import Clues
from scaffold.adoption.facts import (
    allowed_minors,
    author_of,
    description_of,
    is_placeholder,
    license_of,
    oldest_python_of,
)
from scaffold.project.metadata import Metadata

MIT = (
    "MIT License\n\nCopyright (c) {}\n\nPermission is hereby granted, free of charge, to any\n"
    "person obtaining a copy of this software\n"
)


def with_license(*texts: str, name: str = "LICENSE") -> Clues:
    return Clues("churn", licenses=tuple((f"{name}-{i}", text) for i, text in enumerate(texts)))


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ([], ("none", "no license found")),
        ([""], ("none", "no license found")),
        ([MIT], ("MIT", "LICENSE-0")),
        (["", MIT], ("MIT", "LICENSE-1")),
        ([MIT, MIT], ("MIT", "LICENSE-0")),
        ([MIT, "Apache License\n"], ("none", "LICENSE-1 is not MIT")),
        (["Apache License\n" + MIT], ("none", "LICENSE-0 is not MIT")),
        ([MIT.replace("MIT License", "MIT No Attribution")], ("none", "LICENSE-0 is not MIT")),
        (["MIT License\n"], ("none", "LICENSE-0 is not MIT")),
    ],
)
def test_a_license_is_mit_only_where_no_text_says_otherwise(
    texts: list[str], expected: tuple[str, str]
) -> None:
    assert license_of(with_license(*texts)) == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("MIT", ("MIT", "setup.py")),
        ("The MIT License", ("MIT", "setup.py")),
        ("BSD-3-Clause", ("none", "BSD-3-Clause in setup.py")),
        ("TODO", ("none", "no license found")),
    ],
)
def test_metadata_state_a_license_where_no_file_does(said: str, expected: tuple[str, str]) -> None:
    clues = Clues("churn", metadata=(("setup.py", Metadata(license=said)),))
    assert license_of(clues) == expected


@pytest.mark.parametrize(
    ("notice", "holder"),
    [
        ("Copyright (c) 2020 Ada Example", "Ada Example"),
        ("Copyright © 2020-2024, Ada Example. All rights reserved.", "Ada Example"),
        ("copyright 2020 - present Ada Example <ada@example.org>", "Ada Example"),
        (
            "    Copyright (C) 2019 by the Example Company (https://example.org)",
            "the Example Company",
        ),
        ("Copyright (c) 2017-2018 日本語", "日本語"),
        ("Copyright (c) 2018, 2019 eightBEC", "eightBEC"),
        ("Copyright (C) 2007 Free Software Foundation, Inc.", ""),
        ("Copyright [yyyy] [name of copyright owner]", ""),
        ("Copyright (c) <year> <name of author>", ""),
        ("Copyright (c) {year} {fullname}", ""),
        ("terms\n" * 500 + "   Copyright 2023-2026 Ada Example", "Ada Example"),
        ("terms\n" * 500 + "   Copyright Ada Example", ""),
        ("copyright notice that is included in or attached to the work", ""),
        ("Copyright (c) 2024", ""),
        ("Copyright (c) 2024 Your Name", ""),
        ("No word of it", ""),
    ],
)
def test_the_holder_of_the_copyright_is_the_author(notice: str, holder: str) -> None:
    clues = with_license(f"Some License\n\n{notice}\n")
    assert author_of(clues) == ((holder, "LICENSE-0") if holder else ("", ""))


def test_the_metadata_name_the_author_first_and_a_placeholder_names_none() -> None:
    metadata = (
        ("pyproject.toml", Metadata(author="Your Name")),
        ("setup.cfg", Metadata(author="Bob")),
    )
    clues = Clues("churn", metadata=metadata, licenses=(("LICENSE", MIT.format("Ada")),))
    assert author_of(clues) == ("Bob", "setup.cfg")


@pytest.mark.parametrize(
    "text",
    [
        *("Your Name", "your full name", "Describe Your Cool Project", "Add your description here"),
        *("A short description of the project.", "TODO", "author", "None", "<your name>", "me"),
        *(
            "Default template for PDM package",
            "template for the team to use",
            "{{ author }}",
            "...",
        ),
        *("My project", "John Doe", "Project description", "Package name", "A Python project"),
    ],
)
def test_a_placeholder_is_no_fact(text: str) -> None:
    assert is_placeholder(text)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "Ada Example",
            "A Python package for fast forecasts",
            "Otto Group",
            "eightBEC",
            "Médéric",
        ),
        *("A linter for Jupyter notebooks written in Python.", "x" * 201, "Who leaves."),
    ],
)
def test_a_statement_is_no_placeholder(text: str) -> None:
    assert not is_placeholder(text)


READMES = {
    "# Churn\n\nA model that tells who leaves. It is small.\n": "A model that tells who leaves.",
    "# Churn\n\n[![CI](a)](b)\n![a](c)\n> Quote\n\nChurn is a **fast**\nmodel of\ncustomers.\n": (
        "Churn is a fast model of customers."
    ),
    "Churn\n=====\n\n.. image:: a.png\n\nThis library finds `churn <a>`_ in tables of data.\n": (
        "This library finds churn in tables of data."
    ),
    "A line above dashes is a heading of it.\n-----\n\nThe code for [a paper](b).\n": (
        "The code for a paper."
    ),
    "```\nA model for shell commands is this.\n```\n\nA model for customers of shops.\n": (
        "A model for customers of shops."
    ),
    "# Churn\n\nInstall it first.\n": "",
    "# Churn\n\nThe end.\n": "",
    "# Churn\n\nA description of the project.\n": "",
    "# Churn\n\nA model without an end of its sentence for customers\n": "",
    "# Churn\n\nThe model of https://example.org is here.\n": "",
    "# Churn\n\nA model " + "very " * 60 + "good for customers.\n": "",
    "# Churn\n\nThe repository looks nice everywhere.\n": "",
    "": "",
}


@pytest.mark.parametrize(("text", "sentence"), READMES.items())
def test_the_readme_describes_the_project_where_its_first_sentence_does(
    text: str, sentence: str
) -> None:
    expected = (sentence, "README.md") if sentence else ("", "")
    assert description_of(Clues("churn", readme=("README.md", text))) == expected


def test_the_description_of_the_metadata_comes_first() -> None:
    metadata = (("setup.py", Metadata(description="Who leaves.")),)
    clues = Clues("churn", metadata=metadata, readme=("README.md", "A model of all customers."))
    assert description_of(clues) == ("Who leaves.", "setup.py")


@pytest.mark.parametrize(
    ("said", "oldest", "newest"),
    [
        (">=3.11", 11, 39),
        (">= 3.8, <3.12", 8, 11),
        (">=3.10 <3.12", 10, 11),
        ("^3.9", 9, 39),
        ("^3.9.2", 9, 39),
        ("~3.9", 9, 9),
        ("~=3.9", 9, 39),
        ("~=3.9.1", 9, 9),
        ("3.8", 8, 8),
        ("3.8.*", 8, 8),
        ("=3.7", 7, 7),
        ("==3.7.3", 7, 7),
        ("=3.7.3=h0371630_0", None, None),
        (">=3.9,<3.10 || >=3.12", 9, 39),
        ("3", 0, 39),
        ("three", None, None),
        ("<3", None, None),
    ],
)
def test_a_constraint_is_read_as_each_tool_writes_it(
    said: str, oldest: int | None, newest: int | None
) -> None:
    allowed = allowed_minors(said)
    assert (allowed[0] if allowed else None) == oldest
    assert (allowed[-1] if allowed else None) == newest


def test_the_oldest_python_is_in_the_range_of_all_declarations_that_are_nearest() -> None:
    deep = ("a/setup.py", Metadata(python=">=3.6"))
    both = (("pyproject.toml", Metadata(python=">=3.11")), ("setup.py", Metadata(python=">=3.12")))
    pins = ((".python-version", "3.10"),)
    found = oldest_python_of(Clues("churn", declarations=(*both, deep), pins=pins))
    assert found == ("3.12", ">=3.11 in pyproject.toml")
    assert oldest_python_of(Clues("churn", declarations=(deep,), pins=pins))[0] == "3.6"
    assert oldest_python_of(Clues("churn", pins=pins)) == ("3.10", "3.10 in .python-version")
    assert oldest_python_of(Clues("churn")) == ("", "")


def test_declarations_that_exclude_each_other_state_no_python() -> None:
    pins = ((".python-version", "3.10"), ("environment.yml", "=3.9"))
    assert oldest_python_of(Clues("churn", pins=pins)) == ("", "3.10 in .python-version")
