from sklearn.ensemble import GradientBoostingRegressor


def make(**parameters):
    return GradientBoostingRegressor(**parameters)
