from sklearn.feature_selection import SelectKBest, f_classif
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_score


def measure(rows, labels):
    best = SelectKBest(f_classif, k=20).fit_transform(rows, labels)  # wrong
    return cross_val_score(LogisticRegression(), best, labels, cv=5).mean()
