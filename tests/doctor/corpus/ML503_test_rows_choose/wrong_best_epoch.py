import torch


def train(model, optimizer, train_loader, test_loader, epochs):
    best_acc = 0.0
    for epoch in range(epochs):
        fit_one_epoch(model, optimizer, train_loader)
        test_acc = evaluate(model, test_loader)
        if test_acc > best_acc:  # wrong
            best_acc = test_acc
            torch.save(model.state_dict(), "best.pt")
