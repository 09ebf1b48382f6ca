import pandas as pd
from sklearn import preprocessing
from sklearn.model_selection import train_test_split

table = pd.read_csv("churn.csv")
features = table.drop(columns="churned")
scaler = preprocessing.MinMaxScaler()
scaler.fit(features)  # wrong
scaled = scaler.transform(features)
train, test, y_train, y_test = train_test_split(scaled, table["churned"], random_state=1)
