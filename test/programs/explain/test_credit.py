"""The trained example: the same reasons as the libraries find when they are called directly, twice in a row."""
import json
import time

import joblib
import lime.lime_tabular
import numpy as np
import pandas as pd
import pytest
import shap
from sklearn.preprocessing import OrdinalEncoder

ROWS, TOP = 60, 5
TEXTS = ["sex", "race"]


@pytest.fixture(scope="module")
def rows(credit):
    return credit.test.drop(columns="outcome").head(ROWS)


@pytest.fixture(scope="module")
def direct(credit, rows):
    """The model and its rows in the form that the libraries take, made without this program."""
    model = joblib.load(credit.model / "model.joblib")
    numbers = rows.assign(**dict(zip(TEXTS, OrdinalEncoder().fit_transform(rows[TEXTS]).T)))
    whole = rows.select_dtypes("int").columns

    def predict(table):
        # The model sees neither sex nor race, so they need not be texts again.
        frame = pd.DataFrame(table, columns=numbers.columns)
        frame[whole] = frame[whole].round()
        return model.predict_proba(frame[model.feature_names_in_])

    return numbers, predict


@pytest.fixture(scope="module")
def report(credit, rows, tmp_path_factory):
    """Two runs with the same seed."""
    from conftest import Site

    site = Site(tmp_path_factory.mktemp("site")).artifact(credit.archive).data(credit.test.head(ROWS))
    site.configure(label="outcome", sampleSize=ROWS, backgroundSize=ROWS, rows={"highest": 3}, repeats=1)
    seconds = []
    for name in ("first", "second"):
        began = time.monotonic()
        ended = site.start(EXPLAIN_REPORT=str(site.root / name))
        assert ended.returncode == 0, ended.stdout + ended.stderr
        seconds.append(time.monotonic() - began)
    return site.root, json.loads((site.root / "first/explanations.json").read_text()), seconds


def leading(names, importance):
    return [names[place] for place in np.argsort(-np.asarray(importance))[:TOP]]


def top(report, method):
    return [entry["feature"] for entry in report[1]["methods"][method]["global"][:TOP]]


def test_two_runs_write_the_same_bytes(report):
    root = report[0]
    files = sorted(path.relative_to(root / "first") for path in (root / "first").rglob("*") if path.is_file())
    assert len(files) == 3 + 3 + 9 + TOP
    assert [name for name in files if (root / "first" / name).read_bytes() != (root / "second" / name).read_bytes()] == []


def shap_directly(direct, seed):
    numbers, predict = direct
    table = numbers.to_numpy(dtype=float)
    explainer = shap.PermutationExplainer(lambda rows: predict(rows)[:, 1], shap.maskers.Independent(table, max_samples=ROWS), seed=seed)
    return explainer(table, max_evals=2 * (2 * numbers.shape[1] + 1), silent=True).values


def lime_directly(direct, seed):
    """For a classifier, as the library's own examples have it."""
    numbers, predict = direct
    table = numbers.fillna(numbers.median()).to_numpy(dtype=float)
    explainer = lime.lime_tabular.LimeTabularExplainer(
        table, feature_names=list(numbers.columns), categorical_features=[0, 1], random_state=np.random.RandomState(seed))
    weights = np.zeros(table.shape)
    for place, row in enumerate(table):
        for feature, weight in explainer.explain_instance(row, predict, num_features=table.shape[1], num_samples=5000).as_map()[1]:
            weights[place, feature] = weight
    return weights


@pytest.mark.parametrize("seed", [0, 7])
@pytest.mark.parametrize("method,library", [("shap", shap_directly), ("lime", lime_directly)])
def test_gives_the_top_features_of_the_library_called_directly(method, library, seed, report, direct, record_table):
    names, values = list(direct[0].columns), library(direct, seed)
    importance = np.abs(values).mean(axis=0)
    own, found = top(report, method), leading(names, importance)
    record_table(f"{method}, top {TOP}: program (seed 0) {', '.join(own)}; library (seed {seed}) {', '.join(found)}")
    assert set(own) == set(found)
    if seed == 0:
        # With the same seed not only the features are the same. The example rounds its answers to six digits, on which LIME fits lines.
        assert own == found
        assert ([entry["importance"] for entry in report[1]["methods"][method]["global"][:TOP]]
                == pytest.approx(sorted(importance)[::-1][:TOP], abs=1e-4))


def test_shap_values_add_up_to_the_answer(report):
    rows = report[1]["methods"]["shap"]["local"]
    assert len(rows) == 3
    for row in rows:
        assert row["base"] + sum(entry["attribution"] for entry in row["attributions"]) == pytest.approx(row["prediction"], abs=1e-6)


def test_what_the_model_does_not_see_has_no_importance(report):
    # LIME fits lines through answers of the whole model, so a little of them falls on every feature.
    for method, most in (("shap", 0), ("lime", 0.005), ("partialDependence", 0)):
        importance = {entry["feature"]: entry["importance"] for entry in report[1]["methods"][method]["global"]}
        assert max(importance[name] for name in TEXTS) <= most < importance["consumer_history"]


def test_explains_the_applications_with_the_highest_risks(report, direct):
    numbers, predict = direct
    risks = predict(numbers.to_numpy(dtype=float))[:, 1]
    for found in report[1]["methods"].values():
        assert [row["row"] for row in found["local"]] == np.argsort(-risks, kind="stable")[:3].tolist()
        assert [row["prediction"] for row in found["local"]] == pytest.approx(sorted(risks, reverse=True)[:3], abs=1e-6)


def test_every_method_has_the_same_layout(report):
    def layout(value):
        if isinstance(value, dict):
            return {name: layout(item) for name, item in value.items()}
        return [layout(value[0])] if isinstance(value, list) and value else type(value) if isinstance(value, list) else None

    first, *others = [{**found, "curves": None} for found in report[1]["methods"].values()]
    assert all(layout(other) == layout(first) for other in others)


def test_measured(report, record_table):
    _, content, seconds = report
    for name, found in content["methods"].items():
        record_table(
            f"{name}: rank correlation with another seed {found['stability']['rankCorrelation']:.3f}, "
            f"overlap of the top {TOP} {found['stability']['topOverlap']:.2f}")
    record_table(f"agreement of shap and lime {content['metrics']['agreement']:.3f}, of their top {TOP} {content['metrics']['topAgreement']:.2f}")
    record_table(f"{ROWS} applications, {content['rowsAsked']} rows asked: {seconds[0]:.0f} s and {seconds[1]:.0f} s")
    assert content["metrics"]["stability"] == min(found["stability"]["rankCorrelation"] for found in content["methods"].values())


def test_explains_a_model_of_older_packages_than_its_own(image_python, tmp_path_factory, site):
    """The example as SageMaker's image trains it: this program's scikit-learn cannot even load it."""
    from conftest import Credit

    older = Credit(tmp_path_factory.mktemp("older"), image_python)
    with pytest.raises(AttributeError):
        joblib.load(older.model / "model.joblib")
    site.artifact(older.archive).data(older.test).configure(label="outcome", sampleSize=5, backgroundSize=5, shap={}, rows={"first": 1})
    ended = site.start(EXPLAIN_MODEL_PYTHON=image_python)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert site.read()["methods"]["shap"]["local"][0]["row"] == 0
