"""The classifier as files and back, in a format that runs no code.

skops rebuilds the types it knows, and refuses a file that holds others.
"""

import io
import warnings
import zipfile
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # scikit-learn takes a second to import; naming its types here should not
    from ..models.classifier import Classifier

# What a stored classifier depends on; of SAME_MINOR, another minor version may load it and still
# answer otherwise.
LIBRARIES = ("numpy", "scikit-learn", "skops")
SAME_MINOR = ("scikit-learn",)
_STEPS = ("vectorizer", "model")
# Of a file, decompressed: a small file could fill the memory.
_LARGEST_BYTES = 1 << 30
FILES = tuple(f"{name}.skops" for name in _STEPS)


def dump_classifier(classifier: "Classifier") -> dict[str, bytes]:
    """Return a fitted classifier as files, by name."""
    steps = classifier.named_steps
    return {f"{name}.skops": dump_estimator(steps[name]) for name in _STEPS}


def load_classifier(files: Mapping[str, bytes], classes: int) -> "Classifier":
    """Rebuild a classifier of so many classes from its files.

    Raises:
        ValueError: a file is no skops file or holds a type that is not trusted, or the classifier
            has another number of classes.
        KeyError: a file is missing.
    """
    from ..models.classifier import Classifier

    rebuilt = {name: load_estimator(files[f"{name}.skops"], f"{name}.skops") for name in _STEPS}
    classifier = Classifier(list(rebuilt.items()))
    if len(classifier.classes_) != classes:
        raise ValueError("model and label encoder disagree")
    return classifier


def dump_estimator(estimator: object) -> bytes:
    """Return a fitted estimator as the bytes of a skops file, compressed."""
    from skops.io import dumps  # brings scikit-learn with it

    content: bytes = dumps(estimator, compression=zipfile.ZIP_DEFLATED, compresslevel=6)
    return content


def load_estimator(content: bytes, name: str) -> object:
    """Rebuild an estimator; types that skops does not know are refused, not trusted.

    Raises:
        ValueError: the bytes, which came from the file of that name, are not a skops file, are too
            large, or hold a type that is not trusted.
    """
    from skops.io import loads  # brings scikit-learn with it
    from skops.io.exceptions import UntrustedTypesFoundException

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            size = sum(member.file_size for member in archive.infolist())
        if size > _LARGEST_BYTES:
            raise ValueError(f"{name}: has {size:,} bytes, more than {_LARGEST_BYTES:,}")
        with warnings.catch_warnings():
            # The versions are checked already; another patch release is no reason to warn.
            warnings.simplefilter("ignore")
            rebuilt: object = loads(content, trusted=[])
    except (UntrustedTypesFoundException, zipfile.BadZipFile) as error:
        raise ValueError(f"{name}: {error}") from error
    return rebuilt
