import pandas as pd
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

df = pd.read_csv("credit.csv")
for column in ["income", "debt"]:
    df[column] = StandardScaler().fit_transform(df[[column]])  # wrong
X, y = df.drop("bad", axis=1), df["bad"]
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=4, stratify=y)
