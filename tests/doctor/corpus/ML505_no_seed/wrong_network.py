from sklearn import neural_network

model = neural_network.MLPClassifier((64,), max_iter=500)  # wrong
