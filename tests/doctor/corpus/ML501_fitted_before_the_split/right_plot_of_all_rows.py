import matplotlib.pyplot as plt
from sklearn.datasets import load_digits
from sklearn.decomposition import PCA
from sklearn.model_selection import train_test_split

X, y = load_digits(return_X_y=True)
flat = PCA(2).fit_transform(X)
plt.scatter(flat[:, 0], flat[:, 1], c=y)
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
