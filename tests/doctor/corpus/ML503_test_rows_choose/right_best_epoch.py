import torch


def train(model, optimizer, train_loader, val_loader, test_loader, epochs):
    best_acc = 0.0
    for epoch in range(epochs):
        fit_one_epoch(model, optimizer, train_loader)
        val_acc = evaluate(model, val_loader)
        if val_acc > best_acc:
            best_acc = val_acc
            torch.save(model.state_dict(), "best.pt")
    return evaluate(model, test_loader)
