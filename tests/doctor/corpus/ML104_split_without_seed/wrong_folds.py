from sklearn.model_selection import StratifiedKFold

FOLDS = StratifiedKFold(5, shuffle=True)  # wrong
