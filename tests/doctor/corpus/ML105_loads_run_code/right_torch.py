import torch


def read(path, model):
    model.load_state_dict(torch.load(path, map_location="cpu", weights_only=True))
    return model
