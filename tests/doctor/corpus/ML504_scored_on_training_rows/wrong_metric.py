from sklearn.metrics import accuracy_score
from sklearn.tree import DecisionTreeClassifier


def report(rows, labels):
    tree = DecisionTreeClassifier(random_state=0).fit(rows, labels)
    predicted = tree.predict(rows)
    return accuracy_score(labels, predicted)  # wrong
