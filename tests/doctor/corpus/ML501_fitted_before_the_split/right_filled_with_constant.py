import pandas as pd
from sklearn.model_selection import train_test_split

df = pd.read_csv("titanic.csv")
df["age"] = df["age"].fillna(-1)
print(df["age"].mean(), df.describe())
train, test = train_test_split(df, test_size=0.2, random_state=7)
