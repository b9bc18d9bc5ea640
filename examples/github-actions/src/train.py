"""Trains a classifier on CSV files whose first column is the label, in the folders of SageMaker."""
import glob
import os

import pandas
import xgboost

FOLDER = os.environ.get("SM_CHANNEL_TRAIN", "/opt/ml/input/data/train")
MODEL = os.environ.get("SM_MODEL_DIR", "/opt/ml/model")

table = pandas.concat(pandas.read_csv(path, header=None) for path in sorted(glob.glob(os.path.join(FOLDER, "**", "*.csv"), recursive=True)))
booster = xgboost.train({"objective": "binary:logistic", "seed": 0}, xgboost.DMatrix(table.iloc[:, 1:], label=table.iloc[:, 0]), num_boost_round=50)
booster.save_model(os.path.join(MODEL, "xgboost-model"))
