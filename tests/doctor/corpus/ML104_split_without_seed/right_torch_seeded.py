import torch
from torch.utils.data import random_split

torch.manual_seed(0)


def split(dataset):
    return random_split(dataset, [0.8, 0.2])
