import numpy as np

features = np.load("features.npy", allow_pickle=True)  # wrong
