import pandas as pd
from sklearn.model_selection import train_test_split

table = pd.read_csv("iris.csv")
X = table.drop(columns="species")
X_train, X_test, y_train, y_test = train_test_split(X, table["species"], random_state=0)
mean, std = X_train.mean(), X_train.std()
X_train, X_test = (X_train - mean) / std, (X_test - mean) / std
