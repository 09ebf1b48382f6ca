import json


def load(path):
    return json.loads(path.read_text())


class pickle:
    @staticmethod
    def load(path):
        return load(path)


settings = pickle.load("settings.json")
