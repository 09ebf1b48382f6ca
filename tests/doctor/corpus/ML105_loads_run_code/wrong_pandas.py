import pandas

table = pandas.read_pickle("features.pkl")  # wrong
