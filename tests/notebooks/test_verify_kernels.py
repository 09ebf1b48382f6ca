"""Verifying in real kernels: libraries, magics, limits, signals and the network."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path

import pytest

from scaffold.errors.exit_codes import ExitCode
from tests.kit.environments import install
from tests.kit.machine import Finished, run_command
from tests.notebooks.moved import MovedProject, make_moved, read_report
from tests.notebooks.test_verify import SLEEPER, is_alive, wait_for

PACKAGES = ("ipykernel", "matplotlib", "numpy", "pandas", "pytest", "scikit-learn")
GIVEN = "SCAFFOLD_NOTEBOOK_PYTHON"

pytestmark = [pytest.mark.slow, pytest.mark.skipif(os.name == "nt", reason="kernels on Unix")]

Verify = Callable[..., Finished]
Make = Callable[..., MovedProject]


@pytest.fixture(scope="session")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an interpreter with a kernel and libraries: a given one, or a new environment."""
    if os.environ.get(GIVEN):
        return Path(os.environ[GIVEN])
    folder = tmp_path_factory.mktemp("kernels") / "venv"
    program = folder / "bin" / "python"
    subprocess.check_call([sys.executable, "-m", "venv", str(folder)])
    install(program, *PACKAGES)
    return program


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Return what writes a project with a notebook in both forms, and one module."""

    def write(original: Sequence[str], result: Sequence[str], module: str = "") -> MovedProject:
        files = {"src/demo/__init__.py": "", "src/demo/work.py": module}
        return make_moved(tmp_path / "demo", original, result, files)

    return write


@pytest.fixture
def verify(scaffold: Callable[..., Finished], python: Path) -> Verify:
    """Return what verifies the notebook of a project."""

    def run(project: MovedProject, *options: str) -> Finished:
        return scaffold("notebook", "verify", project.notebook, "--python", python, *options)

    return run


IMPORTS = """
    %matplotlib inline
    import numpy as np
    import pandas as pd
    import matplotlib.pyplot as plt
    from sklearn.ensemble import RandomForestClassifier
"""
TABLE = """
    table = pd.DataFrame(np.random.rand(200, 3), columns=list("abc"))
    table["label"] = (table.a + 2 * table.b > 1.5).astype(int)
    table.head()
"""
FEATURES = """
    table["ratio"] = table.a / (table.b + 0.5)
    table["kind"] = np.where(table.c > 0.5, "high", "low")
    table["day"] = pd.Timestamp("2024-01-01") + pd.to_timedelta(range(200), unit="D")
    table["group"] = pd.Categorical(table.kind)
    table.describe()
"""
FIT = """
    columns = ["a", "b", "c", "ratio"]
    model = RandomForestClassifier(n_estimators=10, max_depth=3)
    model.fit(table[columns], table.label)
    print(model.score(table[columns], table.label))
"""
SHOW = """
    plt.hist(model.predict_proba(table[columns])[:, 1], bins=12)
    plt.title("Scores")
    plt.show()
"""
SAVE = """
    table.to_csv("table.csv", index=False)
    !wc -l table.csv
"""
ORIGINAL = (IMPORTS, TABLE, FEATURES, FIT, SHOW, SAVE)
MODULE = """
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from sklearn.ensemble import RandomForestClassifier


def add_features(table):
    table["ratio"] = table.a / (table.b + 0.5)
    table["kind"] = np.where(table.c > 0.5, "high", "low")
    table["day"] = pd.Timestamp("2024-01-01") + pd.to_timedelta(range(200), unit="D")
    table["group"] = pd.Categorical(table.kind)
    return table


def train(table, trees=10, depth=3):
    columns = ["a", "b", "c", "ratio"]
    model = RandomForestClassifier(n_estimators=trees, max_depth=depth)
    model.fit(table[columns], table.label)
    return columns, model


def show(scores, bins=12):
    plt.hist(scores, bins=bins)
    plt.title("Scores")
    plt.show()
"""
RESULT = (
    IMPORTS.replace("    from sklearn.ensemble import RandomForestClassifier\n", "")
    + "    from demo.work import add_features, show, train\n",
    TABLE,
    "table = add_features(table)\ntable.describe()",
    "columns, model = train(table)\nprint(model.score(table[columns], table.label))",
    "show(model.predict_proba(table[columns])[:, 1])",
    SAVE,
)


def test_a_faithful_move_of_a_model_is_equal(make: Make, verify: Verify) -> None:
    finished = verify(make(ORIGINAL, RESULT, MODULE), "--json")
    report = read_report(finished.output)
    assert finished.exit_code == ExitCode.DONE
    items = [item for each in report["boundaries"] for item in each["items"]]
    found = {(item["kind"], item["name"]) for item in items}
    assert found >= {("variable", "model"), ("variable", "table"), ("output", "text/html")}
    assert found >= {("image", "image/png"), ("file", "notebooks/table.csv"), ("output", "stdout")}
    assert {item["verdict"] for item in items} == {"equal"}
    assert set(report["network"].values()) <= {"off", "on: operation not permitted"}


FAULTS = [
    ("table.b + 0.5", "table.b + 0.5000000001", "table"),
    ("table.c > 0.5", "table.c < 0.5", "table"),
    ('unit="D"', 'unit="h"', "table"),
    (
        "pd.Categorical(table.kind)",
        'pd.Categorical(table.kind, categories=["low", "high"])',
        "table",
    ),
    ("pd.Categorical(table.kind)", "table.kind", "table"),
    ("return table\n", "return table.copy().set_index(table.index + 0.0)\n", "table"),
    ("return table\n", "return table.astype({'label': 'int32'})\n", "table"),
    ("return table\n", "return table.rename_axis('row')\n", "table"),
    ("depth=3", "depth=4", "model"),
    ("trees=10", "trees=11", "model"),
    ("max_depth=depth)", "max_depth=depth, random_state=0)", "model"),
    ("bins=12", "bins=13", "image"),
    ('"Scores"', '"scores"', "image"),
]
# What a cell does with the functions of one copy of the module; nothing depends on other cells.
CALLS = {
    "table": "table_{copy} = add_features_{copy}(table.copy())",
    "model": "np.random.seed(0)\n_, model_{copy} = train_{copy}(featured)\nnp.random.seed(0)",
    "image": "show_{copy}(featured.ratio)",
}


def test_every_subtle_fault_of_a_move_is_found_and_nothing_else(make: Make, verify: Verify) -> None:
    # Each fault is in a copy of its own of the module; the last copies have none.
    faults = [*FAULTS, *(("", "", name) for name in CALLS)]
    assert all(old in MODULE for old, _, _ in faults)
    right, wrong = (
        "".join(
            MODULE.replace(*(texts if is_moved else ("", "")))
            .replace("def add_features", f"def add_features_{copy}")
            .replace("def train", f"def train_{copy}")
            .replace("def show", f"def show_{copy}")
            for copy, (*texts, _) in enumerate(faults)
        )
        for is_moved in (False, True)
    )
    head = ("%matplotlib inline\n" + right, "%matplotlib inline\nfrom demo.work import *")
    cells = [
        TABLE,
        f"featured = add_features_{len(faults) - 1}(table.copy())",
        *(CALLS[name].format(copy=copy) for copy, (_, _, name) in enumerate(faults)),
    ]
    finished = verify(make((head[0], *cells), (head[1], *cells), wrong), "--json")
    assert finished.exit_code == ExitCode.CONFLICTS
    found = [
        {item["name"] for item in each["items"] if item["verdict"] == "differs"}
        for each in read_report(finished.output)["boundaries"]
    ]
    # A variable that differs does so in all later cells as well.
    news = [now - {name for name in before if "_" in name} for before, now in pairwise(found)]
    differing = [
        {"image/png"} if name == "image" else {f"{name}_{copy}"}
        for copy, (*_, name) in enumerate(FAULTS)
    ]
    assert news == [set(), set(), *differing, set(), set(), set()]


def test_generators_arrays_and_objects_are_compared_by_value(make: Make, verify: Verify) -> None:
    cells = (
        """
        import collections, datetime, decimal, fractions, pathlib, re
        import numpy as np, pandas as pd, scipy.sparse
        from dataclasses import dataclass
        """,
        """
        @dataclass
        class Pair:
            left: object
            right: object
        values = [
            np.random.default_rng(1), np.random.RandomState(2), np.float32(0.1),
            np.datetime64("2024"), np.zeros((2, 0)), np.ma.masked_array([1, 2], [0, 1]),
            np.zeros(2, [("a", "i1"), ("b", "f8")]), scipy.sparse.eye(3).tocsr(),
            pd.Index([1, 2], name="n"), pd.NaT, pd.NA, pd.Interval(0, 1), pd.Series(["x", None]),
            pd.MultiIndex.from_product([[1, 2], ["a"]]), pd.Period("2024-01"),
            pd.Series([1, None], dtype="Int64"), pd.date_range("2024", periods=3, tz="UTC"),
            decimal.Decimal("1.10"), fractions.Fraction(1, 3), pathlib.Path("x"),
            re.compile("a+"), collections.OrderedDict(b=1, a=2), collections.deque([1], 3),
            datetime.timedelta(1), Pair(1, [2, {3}]), {(1, 2): {"x": b"y"}}, float("nan"), -0.0,
            10**60, range(4), slice(1),
        ]
        """,
    )
    spread = "globals().update({f'value_{place}': each for place, each in enumerate(values)})"
    assert verify(make((*cells, spread), (*cells, spread))).exit_code == ExitCode.DONE
    # Every value is exchanged with the one before, and no two of them are equal.
    changed = spread.replace("enumerate(values)", "enumerate(values[-1:] + values[:-1])")
    report = read_report(verify(make((*cells, spread), (*cells, changed)), "--json").output)
    found = {item["name"]: item["verdict"] for item in report["boundaries"][2]["items"]}
    values = {name: verdict for name, verdict in found.items() if name.startswith("value_")}
    assert len(values) == 31
    assert set(values.values()) == {"differs"}


def test_numbers_that_a_library_draws_when_it_is_imported_are_no_difference(
    make: Make, verify: Verify, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As `rich` does, which scikit-learn imports.
    (tmp_path / "drawing.py").write_text("import random\nNUMBER = random.random()\n", "utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    module = "import drawing\n\n\ndef double(n):\n    return 2 * n\n"
    cells = ("import drawing", "def double(n):\n    return 2 * n\nvalue = double(1)")
    late = ("# Imported where it is used.", "from demo.work import double\nvalue = double(1)")
    assert verify(make(cells, late, module)).exit_code == ExitCode.DONE
    drawn = "import random, drawing\nother = random.random()"
    assert verify(make((drawn, cells[1]), (late[0], late[1]), module)).exit_code != ExitCode.DONE


def test_a_library_may_be_imported_later_if_no_number_was_drawn(make: Make, verify: Verify) -> None:
    module = "import numpy as np\n\n\ndef draw():\n    return float(np.random.rand())\n"
    cells = ("import numpy as np", "x = 1", "value = float(np.random.rand())")
    late = ("# Imported where it is used.", "x = 1", "from demo.work import draw\nvalue = draw()")
    assert verify(make(cells, late, module)).exit_code == ExitCode.DONE
    early = ("import numpy as np\nnp.random.rand()", *cells[1:])
    finished = verify(make(early, late, module))
    assert finished.exit_code == ExitCode.CONFLICTS
    assert "cell 1: state `<random state of numpy>`: tuple of 5 items ->" in finished.output


def test_shells_magics_and_displays_work_as_in_jupyter(make: Make, verify: Verify) -> None:
    cells = (
        "%%bash\necho from bash > told.txt\ncat told.txt",
        "names = !ls *.txt\nnames",
        "%time answer = 6 * 7\nanswer",
        "from IPython.display import HTML, clear_output, display\ndisplay(HTML('<b>1</b>'))",
        "print('gone')\nclear_output()\nprint('kept')",
        "handle = display('first', display_id=True)\nhandle.update('second')",
        "%%capture shown\nprint('hidden')",
    )
    report = read_report(verify(make(cells, cells), "--json").output)
    assert report["outcome"] == "equal"
    changed = (cells[0].replace("from", "with"), *cells[1:5], cells[5].replace("second", "third"))
    report = read_report(verify(make(cells, (*changed, cells[6])), "--json").output)
    verdicts = [each["verdict"] for each in report["boundaries"]]
    assert verdicts[0] == verdicts[5] == "differs"
    first = report["boundaries"][0]["items"][0]
    assert (first["name"], first["before"], first["after"]) == ("stdout", "from bash", "with bash")


def test_a_cell_that_never_ends_is_stopped_by_its_limit(make: Make, verify: Verify) -> None:
    finished = verify(make(("x = 1", "y = 2"), ("x = 1", "while True: pass")), "--cell-limit", "3")
    assert finished.exit_code == ExitCode.CONFLICTS
    assert "cell 2: error: no error -> the cell exceeded its time limit" in finished.output


def test_a_kernel_that_dies_is_a_difference_or_a_failed_baseline(
    make: Make, verify: Verify
) -> None:
    death = "import os\nos._exit(1)"
    finished = verify(make(("x = 1", "y = 2"), ("x = 1", death)))
    assert finished.exit_code == ExitCode.CONFLICTS
    assert "cell 2: error: no error -> the kernel died" in finished.output
    finished = verify(make(("x = 1", death), ("x = 1", death)))
    assert finished.exit_code == ExitCode.NOT_PROVED
    assert "1 equal, 1 baseline failed" in finished.output


def test_there_is_no_network_but_this_machine(make: Make, verify: Verify) -> None:
    cells = (
        """
        import socket
        with socket.create_server(("127.0.0.1", 0)) as server:
            socket.create_connection(server.getsockname()).close()
        """,
        "interfaces = [name for _, name in socket.if_nameindex()]",
    )
    finished = verify(make(cells, (cells[0], "interfaces = ['lo']")), "--json")
    report = read_report(finished.output)
    if "off" not in report["network"].values():
        pytest.skip("this system does not let processes leave the network")
    assert finished.exit_code == ExitCode.DONE


def test_a_change_without_effect_is_listed(make: Make, verify: Verify) -> None:
    step = "table['kind'].replace({'low': 0}, inplace=True)"
    start = "import pandas as pd\ntable = pd.DataFrame({'kind': ['low', 'high']})"
    module = f"def encode(table):\n    {step}\n    return table['kind'].eq('low').sum()\n"
    project = make(
        (start, f"{step}\nfound = table['kind'].eq('low').sum()"),
        (f"{start}\nfrom demo.work import encode", "found = encode(table)"),
        module,
    )
    mutants = read_report(verify(project, "--mutants", "20", "--json").output)["mutants"]
    changes = {(each["line"], each["before"]) for each in mutants["survivors"]}
    assert (2, "0") in changes
    assert not {line for line, _ in changes} & {3}
    assert mutants["noticed"] >= 2


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="needs /proc")
@pytest.mark.parametrize(
    ("number", "code"),
    [
        (signal.SIGINT, 130),
        (signal.SIGTERM, 143),
        (signal.SIGHUP, -signal.SIGHUP),
        (signal.SIGKILL, -signal.SIGKILL),
    ],
)
def test_a_signal_ends_kernels_and_what_they_started(
    make: Make, python: Path, tmp_path: Path, number: signal.Signals, code: int
) -> None:
    if signal.getsignal(number) == signal.SIG_IGN:  # Each process inherits that, as under nohup.
        pytest.skip("the signal is ignored here")
    told = tmp_path / "told.txt"
    project = make((SLEEPER.format(path=str(told)),), ("x = 1",))
    command = [sys.executable, "-m", "scaffold", "notebook", "verify", str(project.notebook)]
    with subprocess.Popen(
        [*command, "--python", str(python)], stderr=subprocess.PIPE, start_new_session=True
    ) as process:
        wait_for(lambda: told.exists() and len(told.read_text("utf-8").split()) == 2)
        started = [int(each) for each in told.read_text("utf-8").split()]
        assert all(map(is_alive, started))
        process.send_signal(number)
        process.wait(60)
    assert process.returncode == code
    # After SIGKILL, the driver sees that its input has ended.
    wait_for(lambda: not any(map(is_alive, started)))


def test_a_written_test_passes_until_the_moved_code_changes(
    make: Make, verify: Verify, python: Path
) -> None:
    work = "def double(values):\n    return [value * 2 for value in values]\n"
    original = (
        "%matplotlib inline\nvalues = list(range(40))",
        "out = [v * 2 for v in values]\nout[-1]",
    )
    result = (original[0], "from demo.work import double\nout = double(values)\nout[-1]")
    project = make(original, result, work)
    finished = verify(project, "--write-tests")
    assert finished.exit_code == ExitCode.DONE, finished.errors
    assert "Wrote `tests/notebooks/test_book.py`, which pins 3 values" in finished.output
    test = project.folder / "tests" / "notebooks" / "test_book.py"
    written = test.read_text("utf-8")
    pytest_run = [str(python), "-m", "pytest", "-q", "-p", "no:cacheprovider", str(test)]
    assert run_command(pytest_run).exit_code == 0
    module = project.folder / "src" / "demo" / "work.py"
    module.write_text(work.replace("* 2", "* 3"), "utf-8")
    failed = run_command(pytest_run)
    assert failed.exit_code == 1
    assert "2 failed, 1 passed" in failed.output
    module.write_text(work, "utf-8")
    assert verify(project, "--write-tests").exit_code == ExitCode.DONE
    assert test.read_text("utf-8") == written
