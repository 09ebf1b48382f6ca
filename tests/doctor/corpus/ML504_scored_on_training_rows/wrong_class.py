from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import f1_score


class Trainer:
    def __init__(self, seed):
        self.model = RandomForestClassifier(random_state=seed)

    def train(self, features, labels):
        self.model.fit(features, labels)
        predicted = self.model.predict(features)
        return {"f1": f1_score(labels, predicted)}  # wrong
