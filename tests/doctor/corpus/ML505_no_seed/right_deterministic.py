from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier

MODELS = [LogisticRegression(), Ridge(), GaussianNB(), KNeighborsClassifier()]
