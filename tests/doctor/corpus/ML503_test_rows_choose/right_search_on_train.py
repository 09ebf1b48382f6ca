from sklearn.model_selection import GridSearchCV, train_test_split
from sklearn.svm import SVC


def search(X, y, seed):
    X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=seed)
    grid = GridSearchCV(SVC(), {"C": [0.1, 1, 10]})
    grid.fit(X_train, y_train)
    return grid.best_params_, grid.score(X_test, y_test)
