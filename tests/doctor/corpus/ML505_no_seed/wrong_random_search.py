from sklearn.model_selection import RandomizedSearchCV
from sklearn.svm import SVC


def tune(X_train, y_train, space):
    search = RandomizedSearchCV(SVC(), space, n_iter=20)  # wrong
    return search.fit(X_train, y_train)
