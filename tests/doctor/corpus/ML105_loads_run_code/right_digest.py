import hashlib
import pickle
from pathlib import Path


def read(path, digest):
    content = Path(path).read_bytes()
    if hashlib.sha256(content).hexdigest() != digest:
        raise ValueError(path)
    return pickle.loads(content)
