import numpy as np
from sklearn.preprocessing import MinMaxScaler

series = np.loadtxt("prices.txt").reshape(-1, 1)
series = MinMaxScaler((0, 1)).fit_transform(series)  # wrong
size = int(len(series) * 0.8)
train_data = series[:size]
test_data = series[size:]
