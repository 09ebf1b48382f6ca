import pandas as pd

table = pd.read_csv("/content/drive/MyDrive/churn.csv")
more = pd.read_csv("/kaggle/input/churn/train.csv")
scheme = "s3://bucket/home/file.csv"
letter = "a: b"
