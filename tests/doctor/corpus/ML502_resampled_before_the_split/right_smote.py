from imblearn.over_sampling import SMOTE
from sklearn.model_selection import train_test_split


def prepare(X, y, seed):
    X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=seed)
    X_train, y_train = SMOTE(random_state=seed).fit_resample(X_train, y_train)
    return X_train, X_test, y_train, y_test
