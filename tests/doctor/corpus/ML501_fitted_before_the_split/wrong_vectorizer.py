from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split


def train(texts, tags, seed):
    vectorizer = TfidfVectorizer()
    rows = vectorizer.fit_transform(texts)  # wrong
    a, b, tags_a, tags_b = train_test_split(rows, tags, random_state=seed)
    return LogisticRegression().fit(a, tags_a).score(b, tags_b)
