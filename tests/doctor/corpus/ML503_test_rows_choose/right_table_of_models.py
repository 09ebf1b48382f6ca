from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB


def compare(X_train, y_train, X_test, y_test):
    scores = {}
    for model in (LogisticRegression(), GaussianNB()):
        scores[str(model)] = model.fit(X_train, y_train).score(X_test, y_test)
    for name, score in sorted(scores.items(), key=lambda item: -item[1]):
        print(f"{name:20} {score:.3f}")
