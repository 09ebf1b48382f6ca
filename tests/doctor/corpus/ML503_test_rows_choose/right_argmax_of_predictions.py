import numpy as np
from sklearn.metrics import accuracy_score


def measure(network, x_test, y_test):
    predicted = np.argmax(network.predict(x_test), axis=1)
    truth = np.argmax(y_test, axis=1)
    return accuracy_score(truth, predicted)
