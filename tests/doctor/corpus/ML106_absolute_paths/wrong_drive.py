import pandas as pd

table = pd.read_csv("D:\\data\\sales\\2024.csv")  # wrong
