import pandas as pd
from sklearn.model_selection import train_test_split
from sklearn.utils import resample

df = pd.read_csv("fraud.csv")
rare = df[df.fraud == 1]
common = df[df.fraud == 0]
more = resample(rare, replace=True, n_samples=len(common), random_state=2)  # wrong
balanced = pd.concat([common, more])
train, test = train_test_split(balanced, random_state=2)
