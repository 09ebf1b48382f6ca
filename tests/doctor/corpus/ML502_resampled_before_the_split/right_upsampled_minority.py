import pandas as pd
from sklearn.model_selection import train_test_split
from sklearn.utils import resample

df = pd.read_csv("fraud.csv")
train, test = train_test_split(df, random_state=2)
rare = train[train.fraud == 1]
common = train[train.fraud == 0]
more = resample(rare, replace=True, n_samples=len(common), random_state=2)
balanced = pd.concat([common, more])
