import pickle

with open("model.pkl", "rb") as file:
    model = pickle.load(file)  # wrong
