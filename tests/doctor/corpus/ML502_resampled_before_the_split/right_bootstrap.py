import numpy as np
from sklearn.metrics import f1_score
from sklearn.utils import resample


def interval(y_test, predicted, seed):
    scores = []
    for number in range(1000):
        truth, guess = resample(y_test, predicted, random_state=seed + number)
        scores.append(f1_score(truth, guess))
    return np.percentile(scores, [2.5, 97.5])
