from sklearn.feature_extraction.text import CountVectorizer
from sklearn.model_selection import train_test_split


class Data:
    def __init__(self, texts, tags):
        self.vectorizer = CountVectorizer()
        self.rows = self.vectorizer.fit_transform(texts)  # wrong
        self.tags = tags

    def split(self, seed):
        return train_test_split(self.rows, self.tags, random_state=seed)
