from sklearn.metrics import accuracy_score
from sklearn.neighbors import KNeighborsClassifier


def tune(X_train, y_train, X_valid, y_valid):
    best, best_k = 0, None
    for k in range(1, 30):
        model = KNeighborsClassifier(k).fit(X_train, y_train)
        score = accuracy_score(y_valid, model.predict(X_valid))
        if score > best:
            best, best_k = score, k
    return best_k
