from joblib import load


def read(path):
    return load(path)  # wrong
