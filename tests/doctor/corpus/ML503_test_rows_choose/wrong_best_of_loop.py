from sklearn.metrics import accuracy_score
from sklearn.neighbors import KNeighborsClassifier


def tune(X_train, y_train, X_test, y_test):
    best, best_k = 0, None
    for k in range(1, 30):
        model = KNeighborsClassifier(k).fit(X_train, y_train)
        score = accuracy_score(y_test, model.predict(X_test))
        if score > best:  # wrong
            best, best_k = score, k
    return best_k
