import lightgbm as lgb
from sklearn.model_selection import train_test_split


def train(X, y, parameters, seed):
    X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=seed)
    fit_set = lgb.Dataset(X_train, y_train)
    watched = lgb.Dataset(X_test, y_test)
    stop = lgb.early_stopping(20)
    return lgb.train(parameters, fit_set, valid_sets=[watched], callbacks=[stop])  # wrong
