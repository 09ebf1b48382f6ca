from eli5.sklearn import PermutationImportance
from sklearn.linear_model import Ridge


def explain(X_train, y_train, X_test, y_test):
    model = Ridge()
    model.fit(X_train, y_train)
    importance = PermutationImportance(model, random_state=1)
    importance.fit(X_test, y_test)
    return importance.feature_importances_
