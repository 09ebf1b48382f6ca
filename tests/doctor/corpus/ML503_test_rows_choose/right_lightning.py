import lightning as L
from lightning.pytorch.callbacks import ModelCheckpoint


def train(model, train_loader, val_loader, test_loader):
    trainer = L.Trainer(callbacks=[ModelCheckpoint(monitor="val_loss")])
    trainer.fit(model, train_loader, val_loader)
    return trainer.test(model, test_loader)
