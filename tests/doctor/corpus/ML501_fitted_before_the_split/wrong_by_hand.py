import pandas as pd
from sklearn.model_selection import train_test_split

table = pd.read_csv("iris.csv")
X = table.drop(columns="species")
X = (X - X.mean()) / X.std()  # wrong
parts = train_test_split(X, table["species"], random_state=0)
