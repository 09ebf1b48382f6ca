from sklearn.ensemble import RandomForestClassifier


def make(seed):
    return RandomForestClassifier(n_estimators=300, random_state=seed)
