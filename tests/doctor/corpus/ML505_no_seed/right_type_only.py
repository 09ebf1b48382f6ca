from sklearn.ensemble import RandomForestClassifier


def describe(model: RandomForestClassifier) -> bool:
    return isinstance(model, RandomForestClassifier)
