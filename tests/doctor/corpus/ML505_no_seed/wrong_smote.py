from imblearn.over_sampling import SMOTE


def balance(X_train, y_train):
    return SMOTE().fit_resample(X_train, y_train)  # wrong
