import pandas as pd
from sklearn.impute import SimpleImputer

train = pd.read_csv("train.csv")
test = pd.read_csv("test.csv")
imputer = SimpleImputer()
train[["age"]] = imputer.fit_transform(train[["age"]])
test[["age"]] = imputer.transform(test[["age"]])
