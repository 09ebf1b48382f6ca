"""Reading: every kind of source gives the same rows, and what is wrong is named."""

import gzip
from pathlib import Path

import numpy as np
import pytest
from example_images import CLASSES, PER_CLASS
from PIL import Image

from demo.config import DataConfig, Paths
from demo.data.elt import bring, profile
from demo.data.images import read_images
from demo.data.load import Rows, load_source
from demo.errors import DataError

TABLE = "a,b,kind\n" + "".join(f"{row},{row * row},k{row % 2}\n" for row in range(20))


def look(root: Path, source: str, **known: object) -> tuple[DataConfig, Rows]:
    """Look at data, and read them."""
    values = DataConfig(source=source).model_dump() | known
    found = profile(Paths(root), DataConfig.model_validate(values)).data
    return found, load_source(Paths(root), found)[0]


def test_a_folder_of_class_folders_is_read_with_its_paths(folder: Path) -> None:
    data, rows = look(folder.parent, "shapes")
    assert (data.classes, data.size, data.mode) == (list(CLASSES), (8, 8), "grey")
    assert rows.X.shape == (len(CLASSES) * PER_CLASS, 1, 8, 8)
    assert rows.names[0] == "cross/00.png"
    assert rows.X.max() == 220


@pytest.mark.parametrize(
    ("name", "mode"),
    [
        *(("a.png", mode) for mode in ("1", "L", "LA", "P", "RGB", "RGBA", "I;16")),
        *(("a.JPG", mode) for mode in ("L", "RGB", "CMYK")),
        *(("a.bmp", mode) for mode in ("1", "L", "P", "RGB")),
        *(("a.webp", mode) for mode in ("RGB", "RGBA")),
    ],
)
def test_images_of_every_format_mode_and_size_become_the_same_pixels(
    tmp_path: Path, name: str, mode: str
) -> None:
    image = Image.new("L", (40, 30), 255)
    deep = Image.fromarray(np.full((30, 40), 65535, np.uint16))
    (deep if mode == "I;16" else image.convert(mode)).save(tmp_path / name)
    for kind, channels in (("grey", 1), ("color", 3)):
        data = DataConfig.model_validate({"source": "", "size": (6, 5), "mode": kind})
        pixels = read_images([tmp_path / name], data)
        assert pixels.shape == (1, channels, 6, 5)
        assert pixels.min() > 250


def test_what_is_transparent_is_white(tmp_path: Path) -> None:
    Image.new("LA", (4, 8), (0, 0)).save(tmp_path / "a.png")
    data = DataConfig(source="", size=(4, 2), mode="grey")
    assert read_images([tmp_path / "a.png"], data).min() == 255


def test_folders_that_split_the_data_keep_their_test_set(folder: Path) -> None:
    for name in CLASSES:
        (folder / "test" / name).mkdir(parents=True)
        for file in sorted((folder / name).iterdir())[:6]:
            file.rename(folder / "test" / name / file.name)
        (folder / "train").mkdir(exist_ok=True)
        (folder / name).rename(folder / "train" / name)
    data, rows = look(folder.parent, "shapes")
    assert data.classes == list(CLASSES)
    assert rows.is_test.sum() == 6 * len(CLASSES)


def test_arrays_and_the_files_of_mnist_give_the_same_rows(tmp_path: Path) -> None:
    pixels = np.arange(20 * 6 * 6).reshape(20, 6, 6).astype(np.uint8)
    labels = np.arange(20, dtype=np.uint8) % 2
    np.savez(tmp_path / "a.npz", x_train=pixels, y_train=labels, x_test=pixels + 1, y_test=labels)
    (tmp_path / "mnist").mkdir()
    for part, images in (("train", pixels), ("t10k", pixels + 1)):
        for kind, array in (("images", images), ("labels", labels)):
            header = np.array([0x800 + array.ndim, *array.shape], ">u4").tobytes()
            file = tmp_path / "mnist" / f"{part}-{kind}-idx{array.ndim}-ubyte.gz"
            file.write_bytes(gzip.compress(header + array.tobytes()))
    found = [look(tmp_path, name, size=(6, 6), mode="grey")[1] for name in ("a.npz", "mnist")]
    assert np.array_equal(found[0].X, found[1].X)
    assert np.array_equal(found[0].is_test, found[1].is_test)
    assert found[0].is_test.sum() == 20
    assert set(found[1].labels) == {"0", "1"}


def test_a_table_gives_its_columns_with_numbers(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(TABLE.replace("kind", "kind,note").replace("k0", "k0,x"))
    data, rows = look(tmp_path, "t.csv", target="kind")
    assert (data.columns, data.classes) == (["a", "b"], ["k0", "k1"])
    assert rows.X[3].tolist() == [3, 9]


def test_rows_that_cannot_be_used_are_dropped_and_counted(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(TABLE)
    data, _ = look(tmp_path, "t.csv", target="kind")
    (tmp_path / "t.csv").write_text(TABLE + "1,1,k1\n,4,k0\n5,5,\n")
    rows, source = load_source(Paths(tmp_path), data)
    assert len(rows) == 20
    assert sorted(source["dropped"].values()) == [1, 1, 1]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("a,kind\n", "has no rows"),
        (TABLE.replace("kind", "sort"), "no column `kind`"),
        (TABLE.replace("k0", "k1"), "only one class"),
        (TABLE + "1,2,rare\n", "`rare` has 1"),
        ("note,kind\n" + "x,y\nz,w\n" * 9, "no column with numbers"),
    ],
)
def test_a_table_that_cannot_be_learned_from_is_refused(
    tmp_path: Path, content: str, message: str
) -> None:
    (tmp_path / "t.csv").write_text(content)
    with pytest.raises(DataError, match=message):
        look(tmp_path, "t.csv", target="kind")


def test_a_cell_that_is_not_a_number_is_named_with_row_and_column(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(TABLE)
    data, _ = look(tmp_path, "t.csv", target="kind")
    (tmp_path / "t.csv").write_text(TABLE.replace("3,9,", "3,many,"))
    with pytest.raises(DataError, match="row 4, column `b`: 'many' is not a finite number"):
        load_source(Paths(tmp_path), data)


def test_files_that_are_no_images_are_named(folder: Path) -> None:
    (folder / "cross" / "00.png").write_text("no image")
    (folder / "cross" / "01.png").write_bytes(b"")
    broken = folder / "lying" / "02.png"
    broken.write_bytes(broken.read_bytes()[:60])
    with pytest.raises(DataError) as error:
        look(folder.parent, "shapes")
    assert "cross/00.png is not an image" in error.value.message
    assert "cross/01.png is not an image" in error.value.message
    assert "lying/02.png is" in error.value.message


def test_an_image_of_too_many_pixels_is_refused_before_it_is_unpacked(folder: Path) -> None:
    Image.new("1", (10_000, 10_000)).save(folder / "cross" / "bomb.png")
    with pytest.raises(DataError, match=r"cross/bomb\.png has 10000 x 10000 pixels, more than"):
        look(folder.parent, "shapes")


def test_other_files_are_left_alone_and_reported(folder: Path) -> None:
    (folder / "notes.txt").write_text("bars")
    (folder / "cross" / ".DS_Store").write_text("")
    found = profile(Paths(folder.parent), DataConfig(source="shapes"))
    assert found.warnings == ["not images of a class (files: 1): notes.txt"]


@pytest.mark.parametrize(
    ("names", "message"),
    [((), "no folders of classes"), (("cross",), "only one class"), (("cross", "e"), "no images")],
)
def test_a_folder_without_two_classes_is_refused(
    folder: Path, names: tuple[str, ...], message: str
) -> None:
    (folder.parent / "some").mkdir()
    for name in names:
        (folder / name).mkdir(exist_ok=True)
        (folder / name).rename(folder.parent / "some" / name)
    with pytest.raises(DataError, match=message):
        look(folder.parent, "some")


def test_a_class_with_one_image_is_refused_or_left_out(folder: Path) -> None:
    (folder / "alone").mkdir()
    (folder / "cross" / "00.png").rename(folder / "alone" / "00.png")
    with pytest.raises(DataError, match="`alone` has 1"):
        look(folder.parent, "shapes")
    found = profile(Paths(folder.parent), DataConfig(source="shapes"), drop_rare=True)
    assert found.data.rare_classes == ["alone"]
    _, source = load_source(Paths(folder.parent), found.data)
    assert source["dropped"] == {"the class is rare": 1}


def test_data_from_elsewhere_are_copied_into_the_project(folder: Path, tmp_path: Path) -> None:
    paths = Paths(tmp_path / "project")
    assert bring(paths, str(folder)) == "data/raw/shapes"
    assert (paths.raw / "shapes" / "cross" / "00.png").is_file()
    with pytest.raises(DataError, match="already exists"):
        bring(paths, str(folder))
    assert bring(paths, str(paths.raw / "shapes")) == "data/raw/shapes"
    with pytest.raises(DataError, match="contains the project"):
        bring(paths, str(tmp_path))
