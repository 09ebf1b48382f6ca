"""The width of the test images sizes the network, which learns from the training images."""

import torch
from torchvision.datasets import MNIST

train = MNIST("data", train=True)
test = MNIST("data", train=False)
width = test.data[0].numel()


def fit(network, images, targets):
    optimizer = torch.optim.SGD(network.parameters(), lr=0.1)
    for _ in range(3):
        loss = torch.nn.functional.cross_entropy(network(images), targets)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return float(loss)


torch.manual_seed(0)
network = torch.nn.Linear(width, 10)
print(fit(network, train.data.flatten(1).float(), train.targets))
print((network(test.data.flatten(1).float()).argmax(1) == test.targets).float().mean())
