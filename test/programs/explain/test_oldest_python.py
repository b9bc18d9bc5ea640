"""The program where SageMaker's scikit-learn image 1.2-1 would run it: Python 3.9, the model's packages there, its own beside them."""
import json
import os
import shutil
import subprocess

import pytest

from conftest import PROGRAM, ROOT

# `PYTHON_3_9` names it where it is not on the path.
PYTHON = os.environ.get("PYTHON_3_9", "python3.9")
# As in docker/1.2-1 of aws/sagemaker-scikit-learn-container.
IMAGE = ["scikit-learn==1.2.1", "pandas==1.5.3", "numpy==1.24.4"]


def works(python: str) -> bool:
    return shutil.which(python) is not None and subprocess.run([python, "-c", "import venv"], capture_output=True).returncode == 0


@pytest.mark.skipif(not works(PYTHON), reason="there is no Python 3.9 on this machine; PYTHON_3_9 can name one")
def test_explains_a_model_of_the_oldest_image(diabetes, site, tmp_path):
    image = tmp_path / "image"
    subprocess.run([PYTHON, "-m", "venv", image], check=True)
    python = image / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *IMAGE], check=True)
    launched = tmp_path / "launched"
    shutil.copytree(PROGRAM, launched / "source", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(PROGRAM.parent / "job", launched / "source" / "job", ignore=shutil.ignore_patterns("__pycache__"))
    launcher = shutil.copy(ROOT / "lib" / "programs" / "launch" / "mlops_launch.py", launched)

    train = "import joblib, pandas, sys; from sklearn.linear_model import LinearRegression as Line; data = pandas.read_csv(sys.argv[1]); " \
        "joblib.dump(Line().fit(data[['bmi', 'bp', 's5']], data['target']), sys.argv[2])"
    site.data(diabetes[["bmi", "bp", "s5", "target"]].head(60))
    model = site.write("model/model.joblib", "")
    subprocess.run([python, "-c", train, site.root / "data" / "test.csv", model], check=True)
    site.artifact(model.parent).configure(label="target", sampleSize=10, lime={"samples": 200}, shap={}, partialDependence={})

    environment = {"PATH": os.environ["PATH"], "MLOPS_PACKAGES": str(tmp_path / "packages"), **site.env}
    ended = subprocess.run([python, launcher, "explain.py"], env=environment, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    report = site.read()
    assert (report["status"], list(report["methods"])) == ("fine", ["shap", "lime", "partialDependence"])
    leading = {name: found["global"][0]["feature"] for name, found in report["methods"].items()}
    assert set(leading.values()) <= {"bmi", "s5"}
    listed = json.loads(subprocess.run([python, "-m", "pip", "list", "--format", "json"], capture_output=True, check=True).stdout)
    installed = [f"{package['name']}=={package['version']}" for package in listed]
    assert set(IMAGE) <= set(installed) and not any(name.startswith("shap") for name in installed)
