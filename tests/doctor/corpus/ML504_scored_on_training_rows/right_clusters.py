from sklearn.cluster import KMeans
from sklearn.metrics import silhouette_score
from sklearn.mixture import GaussianMixture


def describe(rows, seed):
    groups = KMeans(3, random_state=seed).fit(rows)
    mixture = GaussianMixture(3, random_state=seed).fit(rows)
    return silhouette_score(rows, groups.labels_), mixture.score(rows)
