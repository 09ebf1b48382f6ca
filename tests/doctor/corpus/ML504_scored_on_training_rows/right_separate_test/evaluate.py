from sklearn.metrics import accuracy_score


def evaluate(model, X_test, y_test):
    return accuracy_score(y_test, model.predict(X_test))
