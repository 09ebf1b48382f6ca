from sklearn.model_selection import KFold, StratifiedKFold

FOLDS = StratifiedKFold(5, shuffle=True, random_state=1), KFold(5)
