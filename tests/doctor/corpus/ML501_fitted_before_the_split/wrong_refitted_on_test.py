from sklearn.decomposition import PCA
from sklearn.model_selection import train_test_split


def reduce(rows, labels, seed):
    x_train, x_test, y_train, y_test = train_test_split(rows, labels, random_state=seed)
    pca = PCA(n_components=2)
    x_train = pca.fit_transform(x_train)
    x_test = pca.fit_transform(x_test)  # wrong
    return x_train, x_test, y_train, y_test
