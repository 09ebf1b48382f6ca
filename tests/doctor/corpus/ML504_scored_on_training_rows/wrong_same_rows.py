import pandas as pd
from sklearn.linear_model import LinearRegression

table = pd.read_csv("houses.csv")
X, y = table[["area"]], table["price"]
model = LinearRegression()
model.fit(X, y)
print(model.score(X, y))  # wrong
