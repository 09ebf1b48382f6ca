from sklearn.model_selection import KFold
from sklearn.neighbors import KNeighborsClassifier


def tune(X, y):
    best, best_k = 0, None
    for k in range(1, 20):
        scores = []
        for train_index, test_index in KFold(5).split(X):
            X_train, X_test = X[train_index], X[test_index]
            y_train, y_test = y[train_index], y[test_index]
            model = KNeighborsClassifier(k).fit(X_train, y_train)
            scores.append(model.score(X_test, y_test))
        mean = sum(scores) / len(scores)
        if mean > best:
            best, best_k = mean, k
    return best_k
