from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split


def train(X, y, seed):
    X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=seed)
    model = LogisticRegression().fit(X_train, y_train)
    print("training", model.score(X_train, y_train))
    print("test", model.score(X_test, y_test))
    return model
