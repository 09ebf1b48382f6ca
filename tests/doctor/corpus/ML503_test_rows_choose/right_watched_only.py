from sklearn.model_selection import train_test_split
from xgboost import XGBRegressor


def train(X, y, seed):
    X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=seed)
    model = XGBRegressor(n_estimators=200)
    model.fit(X_train, y_train, eval_set=[(X_test, y_test)], verbose=False)
    return model.evals_result()
