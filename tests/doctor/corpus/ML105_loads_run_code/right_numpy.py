import json

import numpy as np

features = np.load("features.npy")
names = json.load(open("names.json"))
