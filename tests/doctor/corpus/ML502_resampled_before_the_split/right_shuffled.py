import pandas as pd
from sklearn.model_selection import train_test_split

df = pd.read_csv("fraud.csv").sample(frac=1, random_state=1)
train, test = train_test_split(df, random_state=1)
