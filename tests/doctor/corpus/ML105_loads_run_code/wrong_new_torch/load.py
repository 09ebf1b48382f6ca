import torch

state = torch.load("checkpoint.pt", weights_only=False)  # wrong
