import torch as th

state = th.load("checkpoint.pt")  # wrong
