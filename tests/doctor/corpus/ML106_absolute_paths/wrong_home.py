import pandas as pd

table = pd.read_csv("/home/jsmith/projects/churn/data.csv")  # wrong
