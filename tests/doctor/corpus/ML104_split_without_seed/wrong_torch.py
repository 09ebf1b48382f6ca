import torch
from torch.utils.data import random_split


def split(dataset):
    return random_split(dataset, [0.8, 0.2])  # wrong
