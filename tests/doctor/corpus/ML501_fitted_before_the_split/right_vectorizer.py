from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline


def train(texts, tags, seed):
    model = make_pipeline(TfidfVectorizer(), LogisticRegression())
    a, b, tags_a, tags_b = train_test_split(texts, tags, random_state=seed)
    return model.fit(a, tags_a).score(b, tags_b)
