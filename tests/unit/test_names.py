import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold.answers.project_names import (
    LONGEST_NAME,
    check_package_name,
    check_project_name,
    normalize_package,
    propose_name,
)
from scaffold.errors import InvalidNameError

TAKEN = frozenset({"pandas", "sklearn", "scikit_learn"})


@pytest.mark.case
@pytest.mark.parametrize(
    "name",
    ["demo", "churn-model", "Churn.Model", "a", "x2", "my_project", "match", "data", "a" * 50],
)
def test_a_name_that_works_everywhere_is_taken(name: str) -> None:
    check_project_name(name, TAKEN)


@pytest.mark.case
@pytest.mark.parametrize(
    ("name", "problem"),
    [
        pytest.param("", "empty", id="nothing"),
        pytest.param("  ", "empty", id="blanks"),
        pytest.param("a" * 51, "more than 50 characters", id="too long"),
        pytest.param("../escape", "a path", id="a way out"),
        pytest.param("a\\b", "a path", id="a path of Windows"),
        pytest.param("/absolute", "a path", id="an absolute path"),
        pytest.param("-flag", "start and end", id="looks like an option"),
        pytest.param("demo.", "start and end", id="a dot at the end"),
        pytest.param(".hidden", "start and end", id="a hidden folder"),
        pytest.param("my project", "` ` is not", id="a blank inside"),
        pytest.param('a"b', "is not allowed", id="a quote"),
        pytest.param("a\nb", "U+000A", id="a line break"),
        pytest.param("$(id)", "`$` is not", id="a shell command"),
        pytest.param("{{ 7*7 }}", "`{` is not", id="a Jinja expression"),
        pytest.param("demo🚀", "`🚀` is not", id="an emoji"),
        pytest.param("café", "`é` is not", id="a composed accent"),
        pytest.param("cafe\u0301", "U+0301", id="a combining accent"),
        pytest.param("日本語", "is not allowed", id="another script"),
        pytest.param("1abc", "not a valid Python identifier", id="a digit first"),
        pytest.param("123", "not a valid Python identifier", id="only digits"),
        pytest.param("class", "keyword", id="a keyword"),
        pytest.param("Class", "keyword", id="a keyword after normalizing"),
        pytest.param("json", "standard library", id="a module of the standard library"),
        pytest.param("test", "standard library", id="the test module"),
        pytest.param("pandas", "conflicts with a dependency", id="a dependency"),
        pytest.param("scikit-learn", "conflicts with a dependency", id="a dependency with a dash"),
        pytest.param("sklearn", "conflicts with a dependency", id="the module of a dependency"),
        pytest.param("src", "conflicts with a project folder", id="the source folder"),
        pytest.param("con", "reserved on Windows", id="a device"),
        pytest.param("NUL.txt", "reserved on Windows", id="a device with an extension"),
        pytest.param("lpt1", "reserved on Windows", id="a numbered device"),
        pytest.param("COM9.tar.gz", "reserved on Windows", id="a device in capitals"),
        pytest.param("aux-", "start and end", id="a device and a dash"),
        pytest.param("com¹", "`¹` is not", id="a device with a raised digit"),
        pytest.param("async", "keyword", id="a younger keyword"),
        pytest.param("imp", "standard library", id="a module that left the library"),
        pytest.param("__main__", "start and end", id="the main module"),
        pytest.param("__init__", "start and end", id="the first module of a package"),
        pytest.param("_private", "start and end", id="an underscore first"),
        pytest.param("demo_", "start and end", id="an underscore last"),
        pytest.param("--help", "start and end", id="a long option"),
        pytest.param("-", "start and end", id="a dash"),
        pytest.param(".", "start and end", id="this folder"),
        pytest.param("..", "start and end", id="the folder above"),
        pytest.param(".git", "start and end", id="git's folder"),
        pytest.param("git~1", "`~` is not", id="git's folder by its short name"),
        pytest.param("~", "`~` is not", id="a home"),
        pytest.param("demo ", "` ` is not", id="a blank at the end"),
        pytest.param("a\tb", "U+0009", id="a tab"),
        pytest.param("a\0b", "U+0000", id="a NUL"),
        pytest.param("a\x1b[31mb", "U+001B", id="an escape"),
        pytest.param("a\u200bb", "U+200B", id="a blank that is not seen"),
        pytest.param("a\u202eb", "U+202E", id="letters turned around"),
        pytest.param("\ufeffdemo", "U+FEFF", id="a byte order mark"),
        pytest.param("d\u0435mo", "is not allowed (use A-Z", id="a Cyrillic letter"),
        pytest.param("\uff44emo", "is not allowed (use A-Z", id="a wide letter"),
        pytest.param("\u017fcore", "is not allowed (use A-Z", id="a long s"),
        pytest.param("\u212aey", "is not allowed (use A-Z", id="a Kelvin"),
        pytest.param("stra\xdfe", "is not allowed (use A-Z", id="a sharp s"),
        pytest.param("\u0664", "is not allowed (use A-Z", id="a digit of another script"),
        pytest.param("a:b", "`:` is not", id="a drive"),
        pytest.param("a*b", "`*` is not", id="a pattern"),
        pytest.param("a'b", "is not allowed", id="an apostrophe"),
        pytest.param("a;b", "`;` is not", id="two shell commands"),
        pytest.param("a%sb", "`%` is not", id="a form of printing"),
        pytest.param("@demo", "`@` is not", id="a scope"),
        pytest.param("demo==1.0", "`=` is not", id="a requirement"),
        pytest.param("demo[all]", "`[` is not", id="an extra"),
        pytest.param("3d-model", "not a valid Python identifier", id="a digit first and a dash"),
        pytest.param(
            "TESTS", "conflicts with a project folder", id="the folder of tests in capitals"
        ),
    ],
)
def test_a_name_that_would_fail_later_is_refused_with_one_that_works(
    name: str, problem: str
) -> None:
    with pytest.raises(InvalidNameError) as caught:
        check_project_name(name, TAKEN)
    assert problem in caught.value.message
    proposal = caught.value.hint.rpartition("ry `")[2].removesuffix("`")
    check_project_name(proposal, TAKEN)


@given(st.text(max_size=100))
def test_a_proposal_is_always_a_name_that_works(name: str) -> None:
    check_project_name(propose_name(name, TAKEN), TAKEN)


@given(st.from_regex(r"[A-Za-z][A-Za-z0-9._-]{0,80}", fullmatch=True))
def test_an_accepted_name_is_short_and_importable(name: str) -> None:
    try:
        check_project_name(name, TAKEN)
    except InvalidNameError:
        return
    assert len(name) <= LONGEST_NAME
    assert normalize_package(name).isidentifier()


@pytest.mark.case
@pytest.mark.parametrize(
    ("package", "problem"),
    [
        ("my-package", "not a valid Python identifier"),
        ("Churn", "lowercase"),
        ("yield", "keyword"),
        ("email", "standard library"),
        ("pandas", "conflicts with a dependency"),
        ("é", "not a valid Python identifier"),
        ("", "not a valid Python identifier"),
        ("1abc", "not a valid Python identifier"),
        ("a.b", "not a valid Python identifier"),
        ("a/b", "not a valid Python identifier"),
        ("..", "not a valid Python identifier"),
        ("cafe\u0301", "not a valid Python identifier"),
        ("None", "keyword"),
        ("distutils", "standard library"),
        ("src", "conflicts with a project folder"),
        ("nul", "reserved on Windows"),
        ("sklearn", "conflicts with a dependency"),
    ],
)
def test_a_package_that_could_not_be_imported_is_refused(package: str, problem: str) -> None:
    with pytest.raises(InvalidNameError, match=problem) as caught:
        check_package_name(package, TAKEN)
    check_package_name(caught.value.hint.rpartition("ry `")[2].removesuffix("`"), TAKEN)


def test_a_package_of_another_name_than_the_project_is_taken() -> None:
    check_package_name("churn_model", TAKEN)
