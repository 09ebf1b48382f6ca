from imblearn.over_sampling import ADASYN
from sklearn.model_selection import StratifiedKFold


def measure(model, X, y, seed):
    folds = StratifiedKFold(5, shuffle=True, random_state=seed)
    for train, test in folds.split(X, y):
        rows, labels = ADASYN(random_state=seed).fit_resample(X[train], y[train])
        yield model.fit(rows, labels).score(X[test], y[test])
