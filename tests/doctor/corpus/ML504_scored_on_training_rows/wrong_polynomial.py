import numpy as np
from sklearn.linear_model import LinearRegression
from sklearn.metrics import mean_squared_error
from sklearn.preprocessing import PolynomialFeatures

rng = np.random.default_rng(0)
x = rng.normal(size=(50, 1))
y = x[:, 0] ** 2 + rng.normal(size=50)
features = PolynomialFeatures(9).fit_transform(x)
model = LinearRegression().fit(features, y)
print(mean_squared_error(y, model.predict(features)))  # wrong
