from sklearn.linear_model import LogisticRegression


def train(X, y):
    model = LogisticRegression().fit(X, y)
    print("training accuracy", model.score(X, y))
    return model
