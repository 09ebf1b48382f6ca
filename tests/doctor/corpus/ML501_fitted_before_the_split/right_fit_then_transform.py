import pandas as pd
from sklearn import preprocessing
from sklearn.model_selection import train_test_split

table = pd.read_csv("churn.csv")
features = table.drop(columns="churned")
train, test, y_train, y_test = train_test_split(features, table["churned"], random_state=1)
scaler = preprocessing.MinMaxScaler()
scaler.fit(train)
scaled = scaler.transform(test)
