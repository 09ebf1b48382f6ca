import torch


def train(model, epochs, train_loader, test_loader, step):
    best = 0
    for epoch in range(epochs):
        step(model, train_loader)
        correct = 0
        for images, labels in test_loader:
            correct += (model(images).argmax(1) == labels).sum().item()
        accuracy = correct / len(test_loader.dataset)
        if accuracy > best:  # wrong
            best = accuracy
            torch.save(model.state_dict(), "model.pt")
