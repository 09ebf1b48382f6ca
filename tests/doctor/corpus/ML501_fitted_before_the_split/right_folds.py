from sklearn.decomposition import PCA
from sklearn.model_selection import KFold


def measure(model, X, y):
    scores = []
    for number, (train, test) in enumerate(KFold(5).split(X)):
        pca = PCA(10).fit(X[train])
        model.fit(pca.transform(X[train]), y[train])
        scores.append(model.score(pca.transform(X[test]), y[test]))
    return scores
