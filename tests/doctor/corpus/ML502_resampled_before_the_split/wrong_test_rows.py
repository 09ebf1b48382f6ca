from imblearn.under_sampling import RandomUnderSampler


def balance(X_train, y_train, X_test, y_test):
    sampler = RandomUnderSampler(random_state=0)
    X_train, y_train = sampler.fit_resample(X_train, y_train)
    X_test, y_test = sampler.fit_resample(X_test, y_test)  # wrong
    return X_train, y_train, X_test, y_test
