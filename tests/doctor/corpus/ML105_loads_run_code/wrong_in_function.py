def read(path):
    import dill as pickle

    with open(path, "rb") as file:
        return pickle.load(file)  # wrong
