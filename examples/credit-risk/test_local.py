"""Runs the programs of the pipeline on this machine, in the folders that SageMaker gives them, on 1,989 real mortgage
applications, and asks the served model.
"""
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import unittest
from pathlib import Path

import pandas as pd

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE / "src"))
from columns import REQUEST  # noqa: E402

DEFINITION = (HERE / "mlops.yaml").read_text()
# The application that the delivery pipeline asks each new endpoint with, and one with much against it.
SMOKE_TEST = json.loads(re.search(r"body: '\[(.*?)\]'", DEFINITION, re.DOTALL)[1])
DOUBTFUL = {**SMOKE_TEST, "loan_to_price": 0.98, "obligations_ratio": 60, "consumer_history": 6, "bankruptcy": 1}

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


class DataTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.file = extract(Path(folder.name) / "data.csv")

    def test_every_application_of_the_study_is_there_with_its_decision(self) -> None:
        applications = pd.read_csv(self.file)
        self.assertEqual((len(applications), applications["id"].nunique(), applications["outcome"].sum()), (1989, 1989, 244))

    def test_codes_for_no_answer_are_missing_values(self) -> None:
        applications = pd.read_csv(self.file)
        missing = applications[["income", "liquid_assets", "term_months", "credit_lines"]].isna().sum()
        self.assertEqual(missing.to_dict(), {"income": 21, "liquid_assets": 9, "term_months": 4, "credit_lines": 1})
        self.assertLess(applications[["income", "term_months", "credit_lines"]].max().max(), 1000)

    def test_it_is_the_same_data_each_time(self) -> None:
        first = self.file.read_bytes()
        self.assertEqual(extract(self.file).read_bytes(), first)


class ProgramsTest(unittest.TestCase):
    """One run of the pipeline that every test looks at."""

    @classmethod
    def setUpClass(cls) -> None:
        cls.pipeline, cls.metrics = cls.trained()

    @classmethod
    def trained(cls) -> tuple:
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        pipeline = Pipeline(Path(folder.name))
        return pipeline, pipeline.run(extract(pipeline.root / "dataset/data.csv"))

    def test_the_model_passes_both_gates(self) -> None:
        auc = self.metrics["binary_classification_metrics"]["auc"]["value"]
        gap = self.metrics["fairness_metrics"]["selection_rate_gap"]["value"]
        print(f"\n  AUC {auc:.3f}, selection rate gap {gap:.3f}")
        self.assertGreaterEqual(auc, gate("minAuc"))
        self.assertLessEqual(gap, gate("maxSelectionRateGap"))

    def test_a_second_run_gives_the_same_metrics(self) -> None:
        self.assertEqual(self.trained()[1], self.metrics)

    def test_csv_and_json_get_the_same_answers(self) -> None:
        risks = self.risks(SMOKE_TEST, DOUBTFUL)
        lines = "".join(",".join(str(application[column]) for column in REQUEST) + "\n" for application in (SMOKE_TEST, DOUBTFUL))
        self.assertEqual([float(line) for line in self.pipeline.ask(lines, "text/csv").splitlines()], risks)

    def test_a_doubtful_application_has_the_higher_risk(self) -> None:
        usual, doubtful = self.risks(SMOKE_TEST, DOUBTFUL)
        self.assertLess(usual, 0.1)
        self.assertGreater(doubtful, 0.5)

    def test_sex_and_race_change_nothing(self) -> None:
        people = [{**DOUBTFUL, "sex": sex, "race": race} for sex in ("female", "male") for race in ("black", "hispanic", "white")]
        self.assertEqual(len(set(self.risks(*people))), 1)

    def test_a_number_may_be_missing(self) -> None:
        [risk] = self.risks({**SMOKE_TEST, "net_worth": None, "credit_lines": None})
        line = ",".join("" if column in ("net_worth", "credit_lines") else str(SMOKE_TEST[column]) for column in REQUEST)
        self.assertEqual(float(self.pipeline.ask(f"{line}\n", "text/csv")), risk)

    def risks(self, *applications: dict) -> list:
        return json.loads(self.pipeline.ask(json.dumps(applications), "application/json"))


class WrongDataTest(unittest.TestCase):
    def fails(self, reason: str, data: pd.DataFrame) -> None:
        with tempfile.TemporaryDirectory() as folder:
            pipeline = Pipeline(Path(folder))
            file = pipeline.root / "dataset/data.csv"
            file.parent.mkdir()
            data.to_csv(file, index=False)
            with self.assertRaisesRegex(AssertionError, reason):
                pipeline.run(file)

    def test_a_missing_column_is_said_by_name(self) -> None:
        self.fails("columns are missing: race, property_type", pd.DataFrame({"sex": ["female"], "outcome": [0]}))

    def test_a_gap_between_groups_that_are_too_small_is_not_reported(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            applications = pd.read_csv(extract(Path(folder) / "data.csv"))
        self.fails("groups by race cannot be compared", applications[applications["race"] == "white"])


def extract(file: Path) -> Path:
    subprocess.run([sys.executable, HERE / "data/extract.py", "--output", file], check=True, capture_output=True)
    return file


def gate(parameter: str) -> float:
    return float(re.search(rf"{parameter}: ([0-9.]+)", DEFINITION)[1])


if __name__ == "__main__":
    unittest.main()
