from sklearn.model_selection import train_test_split
from xgboost import XGBClassifier


def train(X, y, seed):
    X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=seed)
    X_fit, X_val, y_fit, y_val = train_test_split(X_train, y_train, random_state=seed)
    model = XGBClassifier(early_stopping_rounds=10)
    model.fit(X_fit, y_fit, eval_set=[(X_val, y_val)])
    return model.score(X_test, y_test)
