import yaml

with open("config.yaml") as file:
    config = yaml.full_load(file)
