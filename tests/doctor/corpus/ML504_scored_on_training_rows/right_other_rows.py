import pandas as pd
from sklearn.linear_model import LinearRegression

train, later = pd.read_csv("2023.csv"), pd.read_csv("2024.csv")
model = LinearRegression()
model.fit(train[["area"]], train["price"])
print(model.score(later[["area"]], later["price"]))
