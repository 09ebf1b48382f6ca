from sklearn.metrics import accuracy_score
from sklearn.model_selection import cross_val_predict
from sklearn.tree import DecisionTreeClassifier


def report(rows, labels):
    predicted = cross_val_predict(DecisionTreeClassifier(random_state=0), rows, labels)
    return accuracy_score(labels, predicted)
