import pandas as pd

df = pd.read_csv("rows.csv")
train = df.sample(frac=0.8, random_state=3)
test = df.drop(train.index)
print(df.sample(5))
