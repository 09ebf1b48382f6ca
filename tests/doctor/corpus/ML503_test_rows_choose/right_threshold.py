import numpy as np
from sklearn.metrics import precision_recall_curve


def choose(model, X_val, y_val):
    chances = model.predict_proba(X_val)[:, 1]
    precision, recall, thresholds = precision_recall_curve(y_val, chances)
    f1 = 2 * precision * recall / (precision + recall)
    return thresholds[np.argmax(f1)]
