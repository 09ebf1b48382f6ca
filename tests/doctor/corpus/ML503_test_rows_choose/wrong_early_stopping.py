from sklearn.model_selection import train_test_split
from xgboost import XGBClassifier


def train(X, y, seed):
    X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=seed)
    model = XGBClassifier(early_stopping_rounds=10)
    model.fit(X_train, y_train, eval_set=[(X_test, y_test)])  # wrong
    return model.score(X_test, y_test)
