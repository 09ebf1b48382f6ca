import numpy as np
from sklearn.datasets import load_iris


def predict(x_train, y_train, x_test):
    answers = []
    for row in x_test:
        nearest, label = np.inf, None
        for other, tag in zip(x_train, y_train):
            distance = np.sum((row - other) ** 2)
            if distance < nearest:
                nearest, label = distance, tag
        answers.append(label)
    return answers
