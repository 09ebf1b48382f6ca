from sklearn.decomposition import PCA
from sklearn.model_selection import KFold


def measure(model, X, y):
    X = PCA(10).fit_transform(X)  # wrong
    scores = []
    for train, test in KFold(5).split(X):
        model.fit(X[train], y[train])
        scores.append(model.score(X[test], y[test]))
    return scores
