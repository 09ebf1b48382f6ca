"""Read a table, for example /home/jsmith/data.csv."""

import argparse

parser = argparse.ArgumentParser()
# On Linux the file is /home/jsmith/data.csv.
parser.add_argument("path", help="such as /home/jsmith/data.csv")
