"""Each method against figures that are known: by arithmetic, or from the libraries called directly."""
import numpy as np
import pandas as pd
import pytest
import shap
from scipy.stats import spearmanr
from sklearn.datasets import load_breast_cancer
from sklearn.ensemble import RandomForestRegressor
from sklearn.inspection import partial_dependence
from sklearn.linear_model import LinearRegression

FEATURES = ["bmi", "bp", "s5", "s6"]


@pytest.fixture
def linear(diabetes, site):
    model = LinearRegression().fit(diabetes[FEATURES], diabetes["target"])
    rows = diabetes[[*FEATURES, "target"]].head(120)
    return model, rows, site.estimator(model).data(rows)


def importance(content, method):
    return {entry["feature"]: entry["importance"] for entry in content["methods"][method]["global"]}


def test_shap_of_a_linear_model_is_what_arithmetic_says(linear, run):
    model, frame, site = linear
    rows = len(frame)
    assert run(site.configure(label="target", shap={}, sampleSize=rows, backgroundSize=rows, rows={"at": [3, 17]})) == 0
    wanted = model.coef_ * (frame[FEATURES] - frame[FEATURES].mean())
    assert importance(site.read(), "shap") == pytest.approx(wanted.abs().mean().to_dict(), rel=1e-9)
    for row in site.read()["methods"]["shap"]["local"]:
        assert {entry["feature"]: entry["attribution"] for entry in row["attributions"]} == pytest.approx(wanted.iloc[row["row"]].to_dict(), abs=1e-8)
        assert row["base"] == pytest.approx(model.predict(frame[FEATURES]).mean())


def test_partial_dependence_is_that_of_scikit_learn(diabetes, site, run):
    rows = diabetes[FEATURES]
    model = RandomForestRegressor(20, random_state=0).fit(rows, diabetes["target"])
    assert run(site.estimator(model).data(rows).configure(partialDependence={"features": ["bmi", "s5"], "points": 10}, sampleSize=500)) == 0
    found = site.read()["methods"]["partialDependence"]
    assert [curve["feature"] for curve in found["curves"]] == ["bmi", "s5"]
    for curve in found["curves"]:
        wanted = partial_dependence(
            model, rows, [curve["feature"]], custom_values={curve["feature"]: np.array(curve["values"])},
            kind="average", method="brute")["average"][0]
        assert curve["average"] == pytest.approx(wanted.tolist()) and len(curve["values"]) == 10
        assert importance(site.read(), "partialDependence")[curve["feature"]] == pytest.approx(np.std(wanted, ddof=1))


def test_lime_finds_the_signs_and_order_of_a_linear_model(linear, run):
    model, frame, site = linear
    assert run(site.configure(label="target", lime={"samples": 3000}, sampleSize=40)) == 0
    # The first two are equally strong to a twentieth, less than LIME can tell: it cuts numbers into quarters.
    strength = dict(zip(FEATURES, np.abs(model.coef_) * frame[FEATURES].std()))
    first, second, *others = importance(site.read(), "lime")
    assert [{first, second}, *others] == [{"bmi", "s5"}, *sorted({"bp", "s6"}, key=strength.get, reverse=True)]
    highest = site.read()["methods"]["lime"]["local"][0]
    assert all(np.sign(entry["attribution"]) == np.sign(model.coef_[FEATURES.index(entry["feature"])]) for entry in highest["attributions"][:2])


@pytest.mark.parametrize("name", ["xgboost-model", "model.json"])
def test_shap_of_an_xgboost_file_is_that_of_its_trees(name, diabetes, site, run):
    import xgboost

    rows = diabetes[FEATURES]
    booster = xgboost.train({"max_depth": 3, "seed": 0}, xgboost.DMatrix(rows, diabetes["target"]), 30)
    booster.save_model(site.write(f"model/{name}", ""))
    assert run(site.artifact(site.root / "model").data(rows).configure(shap={}, sampleSize=60, backgroundSize=500)) == 0
    trees = shap.TreeExplainer(booster, data=shap.maskers.Independent(rows, max_samples=500), feature_perturbation="interventional")
    for row in site.read()["methods"]["shap"]["local"]:
        wanted = trees.shap_values(rows.iloc[[row["row"]]])[0]
        assert {entry["feature"]: entry["attribution"] for entry in row["attributions"]} == pytest.approx(dict(zip(FEATURES, wanted)), abs=0.02)


def test_stability_is_the_agreement_of_runs_with_other_seeds(diabetes, new_site, run):
    rows = diabetes.drop(columns="target")
    model = RandomForestRegressor(20, random_state=0).fit(rows, diabetes["target"])
    rankings, sites = [], []
    for seed in (5, 6):
        site = new_site().estimator(model).data(rows).configure(shap={}, sampleSize=10, backgroundSize=5, seed=seed)
        assert run(site) == 0
        sites.append(site)
        rankings.append(importance(site.read(), "shap"))
    one, other = (np.array([ranking[name] for name in rows.columns]) for ranking in rankings)
    top = [set(list(ranking)[:5]) for ranking in rankings]
    found = sites[0].read("metrics.json")
    assert found["stability"] == pytest.approx(spearmanr(one, other).statistic)
    assert found["topOverlap"] == pytest.approx(len(top[0] & top[1]) / len(top[0] | top[1]))


def test_more_rows_make_a_ranking_more_stable(new_site, run, record_table):
    data = load_breast_cancer(as_frame=True)
    from sklearn.ensemble import RandomForestClassifier

    model = RandomForestClassifier(30, random_state=0).fit(data.data, data.target)
    found = {}
    for rows in (3, 60):
        site = new_site().estimator(model).data(data.data).configure(shap={}, sampleSize=rows, backgroundSize=max(rows // 3, 1), repeats=2)
        assert run(site) == 0
        found[rows] = site.read("metrics.json")["stability"]
    record_table(f"tumours, 30 features, shap: rank correlation {found[3]:.3f} on 3 rows, {found[60]:.3f} on 60 rows")
    assert found[3] < found[60] > 0.85


def test_agreement_is_that_of_the_two_rankings(linear, run):
    _, _, site = linear
    assert run(site.configure(label="target", sampleSize=30, top=2)) == 0
    content = site.read()
    shap_, lime_ = importance(content, "shap"), importance(content, "lime")
    assert content["metrics"]["agreement"] == pytest.approx(
        spearmanr([shap_[name] for name in FEATURES], [lime_[name] for name in FEATURES]).statistic)
    assert list(content["methods"]) == ["shap", "lime", "partialDependence"]


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_categories_and_missing_values(form, new_site, run):
    """A price that is known: 10 for each room, 50 in the city, 30 where nobody knows, 5 where the age is not known."""
    random = np.random.default_rng(0)
    frame = pd.DataFrame({
        "rooms": random.integers(1, 6, 100),
        "place": random.choice(["city", "village", None], 100),
        "age": np.where(random.random(100) < 0.3, np.nan, random.uniform(0, 50, 100).round(1)),
        "new": random.choice([True, False], 100),
    })
    site = new_site().data(frame, f"rows.{form}").script("""
import io, json
import pandas

def model_fn(folder):
    return {"city": 50, "village": 0}

def input_fn(body, content_type):
    rows = pandas.DataFrame(json.loads(body))
    assert all(isinstance(rooms, int) for rooms in rows["rooms"]), "rooms are whole numbers"
    assert set(map(type, rows["new"])) == {bool}, "new is a truth value"
    return rows

def predict_fn(rows, model):
    return 10 * rows["rooms"] + rows["place"].map(model).fillna(30) + 5 * rows["age"].isna()

def output_fn(prices, accept):
    print("scripts may print")
    return json.dumps({"predictions": [{"score": price} for price in prices]}), accept
""")
    assert run(site.configure(request="records", sampleSize=100, backgroundSize=100, lime={"samples": 500}, shap={}, partialDependence={})) == 0
    content = site.read()
    for method in ("shap", "lime", "partialDependence"):
        assert {entry["feature"] for entry in content["methods"][method]["global"][:2]} == {"place", "rooms"}
    price = {"city": 50.0, "village": 0.0}
    places = frame["place"].map(price).fillna(30)
    assert importance(content, "shap") == pytest.approx({
        "place": (places - places.mean()).abs().mean(),
        "rooms": 10 * (frame["rooms"] - frame["rooms"].mean()).abs().mean(),
        "age": 5 * (frame["age"].isna() - frame["age"].isna().mean()).abs().mean(),
        "new": 0,
    })
    curves = {curve["feature"]: curve for curve in content["methods"]["partialDependence"]["curves"]}
    assert curves["place"]["values"] == ["city", "village", None] and np.diff(curves["place"]["average"]).tolist() == pytest.approx([-50, 30])
    assert curves["rooms"]["values"] == [1, 2, 3, 4, 5]


def test_constant_columns_and_ids_are_left_out(diabetes, site, run):
    model = LinearRegression().fit(diabetes[FEATURES].assign(country=1), diabetes["target"])
    frame = diabetes[FEATURES].assign(country=1, patient=[f"p{place}" for place in range(len(diabetes))])
    assert run(site.estimator(model).data(frame).configure(id="patient", sampleSize=10, shap={}, rows={"at": [2]})) == 0
    content = site.read()
    assert sorted(importance(content, "shap")) == sorted(FEATURES)
    assert content["methods"]["shap"]["local"][0]["id"] == "p2"
    assert content["notes"] == ["the same in every row, so they explain nothing here: country"]


def test_the_report_is_complete_in_itself(linear, run):
    import re

    _, _, site = linear
    assert run(site.configure(label="target", sampleSize=10)) == 0
    html = (site.root / "report/report.html").read_text()
    assert html.count("<svg") == 3 + 3 * 3 + 4
    assert re.findall(r'(?:src|href)="(?!#)[^"]*"', html) == []
    assert all(title in html for title in ("<h2>SHAP</h2>", "<h2>LIME</h2>", "<h2>Partial dependence</h2>", "<h2>Figures</h2>"))
