from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import f1_score


class Trainer:
    def __init__(self, seed):
        self.model = RandomForestClassifier(random_state=seed)

    def train(self, features, labels):
        self.model.fit(features, labels)

    def evaluate(self, features, labels):
        return {"f1": f1_score(labels, self.model.predict(features))}
