"""Names of libraries for machine learning, by what they do with rows."""

# Learn from the rows that they are fitted on, and change rows. Left out are those that learn
# nothing (`Normalizer`) and those of labels (`LabelEncoder`), which give nothing away.
PREPROCESSORS = frozenset(
    {"StandardScaler", "MinMaxScaler", "MaxAbsScaler", "RobustScaler", "PowerTransformer"}
    | {"QuantileTransformer", "KBinsDiscretizer", "OneHotEncoder", "OrdinalEncoder"}
    | {"TargetEncoder", "SplineTransformer", "SimpleImputer", "KNNImputer", "IterativeImputer"}
    | {"SelectKBest", "SelectPercentile", "SelectFromModel", "SelectFdr", "SelectFpr", "RFE"}
    | {"RFECV", "SequentialFeatureSelector", "VarianceThreshold", "PCA", "IncrementalPCA"}
    | {"KernelPCA", "SparsePCA", "TruncatedSVD", "NMF", "FastICA", "FactorAnalysis"}
    | {"LinearDiscriminantAnalysis", "TfidfVectorizer", "CountVectorizer", "TfidfTransformer"}
    | {"DictVectorizer", "ColumnTransformer", "FeatureUnion", "LatentDirichletAllocation"}
    | {"CatBoostEncoder", "WOEEncoder", "LeaveOneOutEncoder", "JamesSteinEncoder", "CountEncoder"}
    | {"MeanEncoder", "MeanMedianImputer", "EqualFrequencyDiscretiser"}
)
# These also predict, as models do.
ALSO_MODELS = frozenset({"LinearDiscriminantAnalysis", "RFE", "RFECV"})
PIPELINES = frozenset({"Pipeline", "make_pipeline"})
TRANSFORMER_GROUPS = frozenset({"make_column_transformer", "make_union"})
RESAMPLERS = frozenset(
    {"SMOTE", "SMOTENC", "SMOTEN", "BorderlineSMOTE", "SVMSMOTE", "KMeansSMOTE", "ADASYN"}
    | {"RandomOverSampler", "RandomUnderSampler", "SMOTEENN", "SMOTETomek", "NearMiss"}
    | {"TomekLinks", "ClusterCentroids", "EditedNearestNeighbours", "OneSidedSelection"}
)
SPLITS = frozenset({"train_test_split", "random_split", "iterative_train_test_split"})
CROSS_VALIDATIONS = frozenset(
    {"cross_val_score", "cross_validate", "cross_val_predict", "learning_curve"}
    | {"validation_curve", "permutation_test_score"}
)
SEARCHES = frozenset(
    {"GridSearchCV", "RandomizedSearchCV", "HalvingGridSearchCV", "HalvingRandomSearchCV"}
    | {"BayesSearchCV", "OptunaSearchCV", "TuneSearchCV", "TuneGridSearchCV"}
)
# Models with a cross-validation of their own, or scores of rows that they left out.
VALIDATED = SEARCHES | {"LogisticRegressionCV", "LassoCV", "RidgeCV", "ElasticNetCV", "LarsCV"}
# Not models of a target: their rows have no right answers to score against.
UNSUPERVISED = frozenset(
    {"KMeans", "MiniBatchKMeans", "DBSCAN", "GaussianMixture", "BayesianGaussianMixture"}
    | {"IsolationForest", "OneClassSVM", "LocalOutlierFactor", "TSNE", "UMAP", "Isomap"}
    | {"KernelDensity", "NearestNeighbors", "AgglomerativeClustering", "SpectralClustering"}
)
# Are fitted to explain a model that is already fitted, usually on rows that it has not seen.
EXPLAINERS = frozenset({"PermutationImportance"})
METRICS = frozenset(
    {"accuracy_score", "balanced_accuracy_score", "f1_score", "fbeta_score", "precision_score"}
    | {"recall_score", "roc_auc_score", "average_precision_score", "log_loss", "r2_score"}
    | {"mean_squared_error", "mean_absolute_error", "root_mean_squared_error", "jaccard_score"}
    | {"mean_absolute_percentage_error", "median_absolute_error", "matthews_corrcoef"}
    | {"cohen_kappa_score", "classification_report", "confusion_matrix", "brier_score_loss"}
    | {"explained_variance_score", "max_error", "zero_one_loss", "hamming_loss"}
    | {"precision_recall_fscore_support", "top_k_accuracy_score", "ndcg_score"}
)
CURVES = frozenset({"precision_recall_curve", "roc_curve", "det_curve"})
PREDICTIONS = frozenset({"predict", "predict_proba", "predict_log_proba", "decision_function"})
SCORES = frozenset({"score", "evaluate"})
# Stop a training, or keep its best state, by the rows that they are shown.
STOPPERS = frozenset({"EarlyStopping", "ModelCheckpoint", "ReduceLROnPlateau", "early_stopping"})
STATISTICS = frozenset(
    {"mean", "std", "var", "median", "mode", "min", "max", "quantile", "nanmean", "nanmedian"}
    | {"nanstd", "percentile", "average"}
)
ARGUMENTS_OF_BEST = frozenset({"argmax", "argmin", "nanargmax", "nanargmin", "idxmax", "idxmin"})
# Make a different model in every run unless `random_state` is set.
ESTIMATORS_BY_CHANCE = frozenset(
    {"RandomForestClassifier", "RandomForestRegressor", "ExtraTreesClassifier"}
    | {"ExtraTreesRegressor", "RandomTreesEmbedding", "BaggingClassifier", "BaggingRegressor"}
    | {"GradientBoostingClassifier", "GradientBoostingRegressor", "AdaBoostClassifier"}
    | {"AdaBoostRegressor", "DecisionTreeClassifier", "DecisionTreeRegressor"}
    | {"ExtraTreeClassifier", "ExtraTreeRegressor", "MLPClassifier", "MLPRegressor"}
    | {"SGDClassifier", "SGDRegressor", "KMeans", "MiniBatchKMeans", "BisectingKMeans"}
    | {"GaussianMixture", "BayesianGaussianMixture", "IsolationForest", "TSNE", "UMAP"}
    | {"RandomizedSearchCV", "HalvingRandomSearchCV", "BernoulliRBM", "FastICA"}
    | {"LatentDirichletAllocation", "PassiveAggressiveClassifier", "SpectralClustering"}
    | {"permutation_importance", "BalancedRandomForestClassifier", "BalancedBaggingClassifier"}
    | {"EasyEnsembleClassifier", "RUSBoostClassifier", "IterativeImputer"}
    | {"SMOTE", "SMOTENC", "SMOTEN", "BorderlineSMOTE", "SVMSMOTE", "KMeansSMOTE", "ADASYN"}
    | {"RandomOverSampler", "RandomUnderSampler", "SMOTEENN", "SMOTETomek"}
)
