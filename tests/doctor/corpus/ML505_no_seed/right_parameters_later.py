from sklearn.ensemble import RandomForestClassifier


def make(seed):
    model = RandomForestClassifier()
    model.set_params(random_state=seed)
    return model
