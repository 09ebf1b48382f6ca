"""Side by side with peers: the generator with Copier, the classifier with the lesson's."""
