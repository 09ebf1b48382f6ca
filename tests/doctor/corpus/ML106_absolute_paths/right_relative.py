from pathlib import Path

import pandas as pd

table = pd.read_csv(Path(__file__).parent / "data.csv")
