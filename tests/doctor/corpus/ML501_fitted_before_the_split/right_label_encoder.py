import pandas as pd
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import LabelEncoder

table = pd.read_csv("tags.csv")
labels = LabelEncoder().fit_transform(table["tag"])
train, test, y_train, y_test = train_test_split(table["text"], labels, random_state=5)
