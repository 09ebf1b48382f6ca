from imblearn.over_sampling import RandomOverSampler
from imblearn.pipeline import make_pipeline
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_score


def measure(rows, labels):
    model = make_pipeline(RandomOverSampler(random_state=0), LogisticRegression())
    return cross_val_score(model, rows, labels)
