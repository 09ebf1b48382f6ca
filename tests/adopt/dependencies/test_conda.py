"""Environments of conda: what pip can install is written, and what only conda has is named."""

from pathlib import Path

import pytest

from scaffold.adoption.dependencies.conda import read_environment
from scaffold.adoption.dependencies.declaration import Declaration
from scaffold.adoption.dependencies.folder import Folder

NAME = "environment.yml"


def read(folder: Path, dependencies: str, *, more: str = "") -> Declaration:
    """Read an environment with some lines below `dependencies`."""
    lines = "".join(f"  {line}\n" for line in dependencies.splitlines())
    text = f"name: demo\nchannels: [pytorch, conda-forge]\ndependencies:\n{lines}{more}"
    (folder / NAME).write_text(text, "utf-8")
    return read_environment(Folder(folder), NAME)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("numpy", "numpy"),
        ("numpy=1.26.4=py311_0", "numpy==1.26.4"),
        ("numpy=1.26.4=py311h64a7726_0", "numpy==1.26.4"),
        ("numpy==1.26.4", "numpy==1.26.4"),
        ("numpy=1.26", "numpy==1.26.*"),
        ("numpy =1.26", "numpy==1.26.*"),
        ("numpy 1.26.*", "numpy==1.26.*"),
        ("numpy=1.26.*=py311*", "numpy==1.26.*"),
        ("numpy >=1.26, <2", "numpy>=1.26,<2"),
        ("numpy>=1.20,!=1.24.0", "numpy>=1.20,!=1.24.0"),
        ("numpy~=1.26", "numpy~=1.26"),
        ("'numpy<2'", "numpy<2"),
        ("numpy=*", "numpy"),
        ("NumPy=1.26", "numpy==1.26.*"),
        ("conda-forge::numpy", "numpy"),
        ("conda-forge/linux-64::numpy=1.26.4=py311_0", "numpy==1.26.4"),
        ("https://conda.anaconda.org/conda-forge::numpy>=1", "numpy>=1"),
        ("pytorch::pytorch=2.1.0=py3.11_cuda12.1_cudnn8.9.2_0", "torch==2.1.0"),
        ("pytorch=*=*cuda*", "torch"),
        ("conda-forge::pytorch[version='>=2.1',build=cuda*]", "torch>=2.1"),
        ("matplotlib-base=3.8", "matplotlib==3.8.*"),
        ("pytables", "tables"),
        ("docker-py=6.1.3=pyhd8ed1ab_0", "docker==6.1.3"),
        ("prompt_toolkit=3.0.42=hd8ed1ab_0", "prompt-toolkit==3.0.42"),
        ("ruff=0.4.1=py311hae69bc3_0", "ruff==0.4.1"),
        ("python-graphviz=0.20.1", "graphviz==0.20.1.*"),
        ("redis-py=5.0.1=pyhd8ed1ab_0", "redis==5.0.1"),
        # Releases on PyPI have one number more.
        ("opencv=4.5.5=py310_1", "opencv-python==4.5.5.*"),
        ("py-opencv==4.5.5", "opencv-python==4.5.5.*"),
        ("opencv>=4.5", "opencv-python>=4.5"),
    ],
)
def test_a_package_is_written_for_pip(tmp_path: Path, written: str, meant: str) -> None:
    found = read(tmp_path, f"- {written}")
    assert (found.problems, found.conda_only) == ((), ())
    assert found.dependencies == (meant,)


@pytest.mark.parametrize(
    ("written", "python"),
    [
        ("python", ""),
        ("python=3.11", "==3.11.*"),
        ("python==3.11.4", "==3.11.4"),
        ("python=3.11.4=h955ad1f_0", "==3.11.4"),
        ("python=3.10.13=hd12c33a_0_cpython", "==3.10.13"),
        ("python>=3.9", ">=3.9"),
        ("python>=3.9,<3.12", ">=3.9,<3.12"),
        ("python >=3.9,<3.12.0a0", ">=3.9,<3.12.0a0"),
        ("python 3.11.*", "==3.11.*"),
        ("conda-forge::python=3.11", "==3.11.*"),
    ],
)
def test_the_range_of_python_is_kept(tmp_path: Path, written: str, python: str) -> None:
    found = read(tmp_path, f"- {written}")
    assert found.problems == ()
    assert (found.python, found.dependencies) == (python, ())


@pytest.mark.parametrize(
    "written",
    [
        *("cudatoolkit=11.3", "conda-forge::cudatoolkit=11.3", "pytorch-cuda=12.1", "cudnn"),
        *("cpuonly", "nomkl", "mkl=2018.0.3=1", "blas=1.0=mkl", "_libgcc_mutex=0.1=main"),
        *("x264=1!152.20180717=h470a237_1", "openssl=1.1.1l", "jpeg=9d=h36c2ea0_0", "r-base>=4"),
        # PyPI has another program of these names.
        *("graphviz=8.1.0=h28d9a01_0", "blosc", "redis", "ffmpeg=4.0.2=ha0c5888_2", "snappy"),
    ],
)
def test_what_only_conda_has_is_named_and_not_written(tmp_path: Path, written: str) -> None:
    found = read(tmp_path, f"- {written}")
    assert found.problems == ()
    assert (found.dependencies, found.conda_only) == ((), (written,))


def test_parts_of_conda_are_left_out(tmp_path: Path) -> None:
    found = read(tmp_path, "- pip=20.3\n- setuptools=40.6.2=py37_0\n- wheel\n- conda>=4")
    assert (found.dependencies, found.conda_only, found.problems) == ((), (), ())


@pytest.mark.parametrize(
    ("selector", "marker"),
    [
        ("win", "sys_platform == 'win32'"),
        ("not win", "sys_platform != 'win32'"),
        ("linux", "sys_platform == 'linux'"),
        ("linux64", "sys_platform == 'linux'"),
        ("osx", "sys_platform == 'darwin'"),
        ("unix", "sys_platform != 'win32'"),
    ],
)
def test_a_selector_becomes_a_marker(tmp_path: Path, selector: str, marker: str) -> None:
    found = read(
        tmp_path,
        f"- numpy>=1  # [{selector}]\n- 'pandas<3' # [{selector}]\n"
        f"- sel({selector}): scipy=1.11\n- pip:\n    - tqdm==4.66 # [{selector}]",
    )
    assert found.problems == ()
    assert found.dependencies == (
        f"numpy>=1; {marker}",
        f"pandas<3; {marker}",
        f"scipy==1.11.*; {marker}",
        f"tqdm==4.66; {marker.replace(chr(39), chr(34))}",
    )


def test_a_selector_that_pip_has_no_word_for_is_said(tmp_path: Path) -> None:
    found = read(tmp_path, "- numpy  # [cuda and py<38]\n- pandas  # the tables")
    assert found.dependencies == ("numpy", "pandas")
    assert "`# [cuda and py<38]` is not kept" in " ".join(found.notes)
    assert len(found.notes) == 2


def test_the_section_for_pip_is_read_like_a_requirements_file(tmp_path: Path) -> None:
    (tmp_path / "more.txt").write_text("rich>=13\n")
    found = read(
        tmp_path,
        "- python=3.10\n- pip\n- pip:\n"
        "    - --extra-index-url https://download.pytorch.org/whl/cu118\n"
        "    - torch==2.1.0+cu118\n"
        "    - -e git+https://example.org/me/taming.git@v1#egg=taming\n"
        "    - -r more.txt\n"
        "    - -e .\n"
        "    - tqdm[notebook]==4.66  # bars",
    )
    assert found.problems == ()
    assert found.dependencies == (
        "torch==2.1.0+cu118",
        "taming @ git+https://example.org/me/taming.git@v1",
        "rich>=13",
        "tqdm[notebook]==4.66",
    )
    assert [each["url"] for each in found.indexes] == ["https://download.pytorch.org/whl/cu118"]
    assert found.files == (NAME, "more.txt")


def test_an_exported_environment_is_split_into_both(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "- _openmp_mutex=4.5=2_gnu\n- ca-certificates=2023.7.22=hbcca054_0\n"
        "- python=3.10.13=hd12c33a_0_cpython\n- python_abi=3.10=4_cp310\n"
        "- astroid=2.15.8=py310hff52083_0\n- brotli-python=1.0.9=py310hd8f1fbe_9\n"
        "- h11=0.14.0=pyhd8ed1ab_0\n- libblas=3.9.0=19_linux64_openblas\n"
        "- scikit-learn=1.3.2=py310h1fdf081_1\n- typing_extensions=4.5.0=pyha770c72_0\n",
        more="prefix: /home/me/miniconda3/envs/demo\n",
    )
    assert found.dependencies == (
        "astroid==2.15.8",
        "Brotli==1.0.9",
        "h11==0.14.0",
        "scikit-learn==1.3.2",
        "typing-extensions==4.5.0",
    )
    assert [each.partition("=")[0] for each in found.conda_only] == [
        *("_openmp_mutex", "ca-certificates", "python_abi", "libblas")
    ]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("python=3.8|3.9", "PEP 440 cannot express"),
        ("numpy=>1.2", "PEP 440 cannot express"),
        ("x {{ version }}", "is not a package of conda"),
        ("npm: [left-pad]", "is not a package of conda"),
        ("3.7", "is not a package of conda"),
    ],
)
def test_what_is_no_package_is_a_problem(tmp_path: Path, line: str, reason: str) -> None:
    found = read(tmp_path, f"- {line}")
    assert reason in " ".join(found.problems), found


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("dependencies: [numpy\n", "it is not YAML"),
        ("dependencies: !env [numpy]\n", "it has a YAML tag that only one program reads"),
        (f"dependencies: [{'1, ' * 10_001}]\n", "it has too many values"),
    ],
)
def test_an_environment_that_cannot_be_parsed_is_a_problem(
    tmp_path: Path, text: str, reason: str
) -> None:
    (tmp_path / NAME).write_text(text)
    found = read_environment(Folder(tmp_path), NAME)
    assert (found.problems, found.dependencies) == ((reason,), ())
