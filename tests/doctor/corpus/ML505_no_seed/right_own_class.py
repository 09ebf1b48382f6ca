from sklearn.base import BaseEstimator


class RandomForestClassifier(BaseEstimator):
    def fit(self, X, y):
        return self


model = RandomForestClassifier()
