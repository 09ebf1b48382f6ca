import pandas as pd

table = pd.read_excel(r"C:\Users\Maria\Desktop\sales.xlsx")  # wrong
