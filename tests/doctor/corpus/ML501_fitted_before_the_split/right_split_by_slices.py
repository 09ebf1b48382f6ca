import numpy as np
from sklearn.preprocessing import MinMaxScaler

series = np.loadtxt("prices.txt").reshape(-1, 1)
size = int(len(series) * 0.8)
scaler = MinMaxScaler((0, 1))
train_data = scaler.fit_transform(series[:size])
test_data = scaler.transform(series[size:])
