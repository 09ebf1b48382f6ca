import skops.io

TRUSTED = ["sklearn.linear_model._logistic.LogisticRegression"]
model = skops.io.load("model.skops", trusted=TRUSTED)
