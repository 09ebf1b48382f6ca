"""Fitted estimators as bytes and back, in a format that runs no code."""

import warnings
import zipfile


def dump_estimator(estimator: object) -> bytes:
    """Return a fitted estimator as the bytes of a skops file, compressed."""
    from skops.io import dumps  # brings scikit-learn with it

    content: bytes = dumps(estimator, compression=zipfile.ZIP_DEFLATED, compresslevel=6)
    return content


def load_estimator(content: bytes, name: str) -> object:
    """Rebuild an estimator; types that skops does not know are refused, not trusted.

    Raises:
        ValueError: the bytes, which came from the file of that name, are no skops file or hold a
            type that is not trusted.
    """
    from skops.io import loads  # brings scikit-learn with it
    from skops.io.exceptions import UntrustedTypesFoundException

    try:
        with warnings.catch_warnings():
            # The versions are checked already; another patch release is no reason to warn.
            warnings.simplefilter("ignore")
            rebuilt: object = loads(content, trusted=[])
    except (UntrustedTypesFoundException, zipfile.BadZipFile) as error:
        raise ValueError(f"{name}: {error}") from error
    return rebuilt
