import pandas as pd

df = pd.read_csv("rows.csv")
train = df.sample(frac=0.8)  # wrong
test = df.drop(train.index)
