import pandas

table = pandas.read_parquet("features.parquet")
