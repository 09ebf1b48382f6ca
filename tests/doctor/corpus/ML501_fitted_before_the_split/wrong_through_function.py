from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler


def scale(rows):
    return StandardScaler().fit_transform(rows)  # wrong


def prepare(X, y, seed):
    X = scale(X)
    return train_test_split(X, y, random_state=seed)
