from sklearn.datasets import load_wine
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

X, y = load_wine(return_X_y=True)
X = StandardScaler().fit_transform(X)  # wrong
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
