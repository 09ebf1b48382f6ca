import numpy as np
from sklearn.cluster import KMeans

np.random.seed(42)


def group(rows, k):
    return KMeans(n_clusters=k, n_init=10).fit_predict(rows)
