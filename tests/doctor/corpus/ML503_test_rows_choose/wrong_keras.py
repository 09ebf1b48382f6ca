from tensorflow import keras


def train(model, x_train, y_train, x_test, y_test):
    stop = keras.callbacks.EarlyStopping(patience=3, restore_best_weights=True)
    model.fit(x_train, y_train, validation_data=(x_test, y_test), callbacks=[stop])  # wrong
    return model.evaluate(x_test, y_test)
