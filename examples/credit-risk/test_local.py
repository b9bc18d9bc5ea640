"""Runs the programs of the pipeline on this machine, in the folders that SageMaker gives them, and asks the served model.

Once on the synthetic applications of `data/generate.py`, and once on real data of people that scikit-learn ships (the
diabetes study of Efron et al., 2004), to which only `columns.py` is fitted.
"""
import csv
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import unittest
from pathlib import Path

HERE = Path(__file__).parent

DIABETES_COLUMNS = """
LABEL = "outcome"
PROTECTED = ["sex"]
NUMBERS = ["age", "bmi", "bp", "s1", "s2", "s3", "s4", "s5", "s6"]
CATEGORIES = []
REQUEST = ["sex", *NUMBERS]
"""

ASK_THE_MODEL = """
import sys
sys.path.insert(0, sys.argv[1] + "/code")
import inference
model = inference.model_fn(sys.argv[1])
risks = inference.predict_fn(inference.input_fn(sys.stdin.buffer.read(), sys.argv[2]), model)
print(inference.output_fn(risks, sys.argv[2])[0], end="")
"""


class Pipeline:
    """The pipeline's steps as subprocesses, below a folder that stands for `/`."""

    def __init__(self, root: Path):
        self.root = root
        self.source = root / "src"
        self.model = root / "opt/ml/model"
        shutil.copytree(HERE / "src", self.source)

    def run(self, data: Path) -> dict:
        prepare = self.job("prepare", {"applications": data.parent})
        self.program("prepare.py", PROCESSING_DIR=prepare)
        self.program("train.py", "--learning-rate", "0.1", "--max-iterations", "100",
                     SM_CHANNEL_TRAIN=prepare / "output/train", SM_MODEL_DIR=self.model)
        packed = self.root / "packed"
        packed.mkdir()
        with tarfile.open(packed / "model.tar.gz", "w:gz") as archive:
            archive.add(self.model, arcname=".")
        evaluate = self.job("evaluate", {"model": packed, "test": prepare / "output/test"})
        self.program("evaluate.py", PROCESSING_DIR=evaluate)
        return json.loads((evaluate / "output/metrics/metrics.json").read_text())

    def ask(self, body: str, content_type: str) -> str:
        return subprocess.run([sys.executable, "-c", ASK_THE_MODEL, self.model, content_type], input=body,
                              capture_output=True, text=True, check=True, cwd=self.root).stdout

    def job(self, name: str, inputs: dict) -> Path:
        base = self.root / name / "opt/ml/processing"
        for channel, folder in inputs.items():
            shutil.copytree(folder, base / "input" / channel)
        return base

    def program(self, script: str, *arguments: str, **environment: Path) -> None:
        done = subprocess.run([sys.executable, self.source / script, *arguments], capture_output=True, text=True, cwd=self.root,
                              env={**os.environ, **{name: str(value) for name, value in environment.items()}})
        if done.returncode != 0:
            raise AssertionError(f"{script} failed:\n{done.stdout}{done.stderr}")


class ProgramsTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.pipeline = Pipeline(Path(folder.name))
        self.data = Path(folder.name) / "dataset/data.csv"
        self.data.parent.mkdir()

    def test_synthetic_credit_applications_pass_both_gates(self) -> None:
        subprocess.run([sys.executable, HERE / "data/generate.py", "--output", self.data], check=True, capture_output=True)
        metrics = self.pipeline.run(self.data)
        auc = metrics["binary_classification_metrics"]["auc"]["value"]
        gap = metrics["fairness_metrics"]["selection_rate_gap"]["value"]
        print(f"\n  synthetic credit applications: AUC {auc:.3f}, selection rate gap {gap:.3f}")
        self.assertGreater(auc, 0.72)
        self.assertLess(gap, 0.1)

    def test_real_data_of_the_diabetes_study_ranks_well(self) -> None:
        from sklearn.datasets import load_diabetes

        study = load_diabetes(as_frame=True).frame
        study["outcome"] = (study.pop("target") > 140).astype(int)
        study.to_csv(self.data, index=False)
        (self.pipeline.source / "columns.py").write_text(DIABETES_COLUMNS)
        auc = self.pipeline.run(self.data)["binary_classification_metrics"]["auc"]["value"]
        print(f"\n  diabetes study, 442 real people: AUC {auc:.3f}")
        self.assertGreater(auc, 0.75)

    def test_the_served_model_answers_csv_and_json_alike(self) -> None:
        subprocess.run([sys.executable, HERE / "data/generate.py", "--output", self.data], check=True, capture_output=True)
        self.pipeline.run(self.data)
        good, bad = "female,35,north,4200,6,8000,24,car,0", "male,22,south,1500,0.5,20000,12,holiday,5"
        risks = [float(line) for line in self.pipeline.ask(f"{good}\n{bad}\n", "text/csv").splitlines()]
        self.assertEqual(len(risks), 2)
        self.assertLess(risks[0], risks[1])

        columns = ["sex", "age", "region", "income", "employment_years", "amount", "duration_months", "purpose", "late_payments"]
        objects = [dict(zip(columns, [float(v) if v.replace(".", "").isdigit() else v for v in row])) for row in csv.reader([good, bad])]
        self.assertEqual(json.loads(self.pipeline.ask(json.dumps(objects), "application/json")), risks)

    def test_a_missing_column_is_said_by_name(self) -> None:
        self.data.write_text("sex,age,outcome\nfemale,35,0\n")
        with self.assertRaisesRegex(AssertionError, "columns are missing: region, income"):
            self.pipeline.run(self.data)


if __name__ == "__main__":
    unittest.main()
