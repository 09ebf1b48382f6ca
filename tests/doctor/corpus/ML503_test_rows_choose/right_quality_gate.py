from sklearn.metrics import roc_auc_score


def release(model, x_test, y_test, minimum):
    score = roc_auc_score(y_test, model.predict_proba(x_test)[:, 1])
    if score < minimum:
        raise SystemExit(f"score {score:.3f} is below {minimum}")
    return score
