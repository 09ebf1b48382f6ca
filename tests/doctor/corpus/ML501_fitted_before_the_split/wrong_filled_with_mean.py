import pandas as pd
from sklearn.model_selection import train_test_split

df = pd.read_csv("titanic.csv")
df["age"] = df["age"].fillna(df["age"].median())  # wrong
train, test = train_test_split(df, test_size=0.2, random_state=7)
