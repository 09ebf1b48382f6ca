from imblearn.over_sampling import RandomOverSampler
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_score


def measure(rows, labels):
    sampler = RandomOverSampler(random_state=0)
    more_rows, more_labels = sampler.fit_resample(rows, labels)  # wrong
    return cross_val_score(LogisticRegression(), more_rows, more_labels)
