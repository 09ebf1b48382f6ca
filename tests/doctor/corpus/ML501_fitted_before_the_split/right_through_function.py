from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler


def scale(rows, others):
    scaler = StandardScaler().fit(rows)
    return scaler.transform(rows), scaler.transform(others)


def prepare(X, y, seed):
    X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=seed)
    X_train, X_test = scale(X_train, X_test)
    return X_train, X_test, y_train, y_test
