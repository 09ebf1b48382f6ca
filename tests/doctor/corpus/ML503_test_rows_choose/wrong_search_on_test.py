from sklearn.model_selection import GridSearchCV, train_test_split
from sklearn.svm import SVC


def search(X, y, seed):
    X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=seed)
    grid = GridSearchCV(SVC(), {"C": [0.1, 1, 10]})
    grid.fit(X_test, y_test)  # wrong
    return grid.best_params_
