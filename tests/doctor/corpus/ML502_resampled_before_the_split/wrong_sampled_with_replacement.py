import pandas as pd
from sklearn.model_selection import train_test_split

df = pd.read_csv("fraud.csv")
rare = df[df.fraud == 1].sample(5000, replace=True, random_state=1)  # wrong
df = pd.concat([df[df.fraud == 0], rare])
train, test = train_test_split(df, random_state=1)
