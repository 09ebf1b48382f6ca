import os

DATA = os.path.join("/home/kim/data", "train.csv")  # wrong
