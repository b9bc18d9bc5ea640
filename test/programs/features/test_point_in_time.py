"""The SQL of training sets, run on rows, beside a join in plain Python that looks at every pair."""
from __future__ import annotations

import random
from dataclasses import replace

import pytest
import sqlglot
from conftest import Lake, at

import point_in_time
from feature_group import FeatureGroup
from job.failure import Failure

OUTCOMES = FeatureGroup(
    "outcomes", "application", "decided_at",
    {"application": "String", "decided_at": "String", "applicant": "String", "branch": "Integral", "defaulted": "Integral"}, '"fs"."outcomes_1"')
APPLICANT = FeatureGroup(
    "credit-applicant", "applicant", "seen",
    {"applicant": "String", "seen": "String", "income": "Fractional", "region": "String"}, '"fs"."applicant_1"')
BRANCH = FeatureGroup("branch", "branch", "moment", {"branch": "Integral", "moment": "Fractional", "income": "Fractional"}, '"fs"."branch_1"')
GROUPS = {"applicant": APPLICANT, "branch-year": BRANCH}


def iso(seconds: float) -> str:
    return at(seconds).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class Store:
    """The same rows in the engine and in a list."""

    def __init__(self, *groups: FeatureGroup) -> None:
        self.lake = Lake()
        self.written: dict[str, list[dict]] = {}
        for group in groups:
            self.lake.create(group)
            self.written[group.name] = []

    def write(self, group: FeatureGroup, record_id, moment: float, invoked: float, deleted: bool = False, written: float | None = None, **features):
        is_text = group.features[group.event_time] == "String"
        record = {group.record_id: record_id, group.event_time: iso(moment) if is_text else at(moment).timestamp()}
        record.update(features)
        self.lake.append(group, record, at(invoked), deleted, at(written if written is not None else invoked))
        self.written[group.name].append({
            "id": record_id, "moment": moment, "order": (invoked, written if written is not None else invoked, deleted), "deleted": deleted,
            **features})

    def joined(self, rows: FeatureGroup, groups: dict[str, FeatureGroup], max_age: int | None = None) -> list[dict]:
        return self.lake.query(point_in_time.training_set(rows, groups, max_age))


def last_writes(rows: list[dict]) -> list[dict]:
    newest: dict = {}
    for row in rows:
        key = (row["id"], row["moment"])
        if key not in newest or row["order"] > newest[key]["order"]:
            newest[key] = row
    return list(newest.values())


def by_hand(store: Store, max_age: int | None = None) -> dict:
    """What is expected of `OUTCOMES` with both groups, by looking at every pair of rows."""
    cases = last_writes(store.written["outcomes"])
    expected = {}
    for case in cases:
        if case["deleted"] or any(other["deleted"] and other["id"] == case["id"] and other["moment"] >= case["moment"] for other in cases):
            continue
        found = {}
        for name, key in (("credit-applicant", "applicant"), ("branch", "branch")):
            then = [row for row in last_writes(store.written[name]) if row["id"] == case.get(key) and row["moment"] <= case["moment"]
                    and (max_age is None or row["moment"] >= case["moment"] - max_age)]
            best = max(then, key=lambda row: row["moment"], default=None)
            found[name] = None if best is None or best["deleted"] else best
        applicant, branch = found["credit-applicant"] or {}, found["branch"] or {}
        expected[(case["id"], iso(case["moment"]))] = (
            case.get("applicant"), case.get("branch"), case.get("defaulted"),
            applicant.get("income"), applicant.get("region"), branch.get("income"))
    return expected


def by_sql(store: Store, max_age: int | None = None) -> dict:
    rows = store.joined(OUTCOMES, GROUPS, max_age)
    found = {
        (row["application"], row["decided_at"]): (
            row["applicant"], row["branch"], row["defaulted"], row["income"], row["region"], row["branch_year_income"])
        for row in rows}
    assert len(found) == len(rows), "a case stands there twice"
    return found


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("max_age", [None, 20])
def test_is_what_looking_at_every_pair_finds(seed, max_age):
    chance = random.Random(seed)
    store = Store(OUTCOMES, APPLICANT, BRANCH)
    # Few moments and ids, so that there are ties, repeated writes, late ones and deletions of each.
    for number in range(120):
        store.write(APPLICANT, f"a{chance.randrange(6)}", chance.randrange(60), chance.randrange(200), chance.random() < 0.15, number / 1000 + 300,
                    income=float(number), region=chance.choice(["n", "s", None]))
        store.write(BRANCH, chance.randrange(3), chance.randrange(60), chance.randrange(200), chance.random() < 0.1, number / 1000 + 300,
                    income=float(-number))
        store.write(OUTCOMES, f"o{chance.randrange(30)}", chance.randrange(60), chance.randrange(200), chance.random() < 0.08, number / 1000 + 300,
                    applicant=chance.choice([f"a{chance.randrange(8)}", None]), branch=chance.randrange(4), defaulted=number % 2)
    expected = by_hand(store, max_age)
    assert len(expected) > 20 and any(None in values for values in expected.values())
    assert by_sql(store, max_age) == expected


@pytest.fixture
def store() -> Store:
    return Store(OUTCOMES, APPLICANT, BRANCH)


def income_of(store: Store, **options) -> list:
    return [row["income"] for row in store.joined(OUTCOMES, {"applicant": APPLICANT}, **options)]


def test_nothing_later_than_the_row_is_seen_and_the_same_moment_is(store):
    store.write(OUTCOMES, "o", 10, 10, applicant="a", branch=1, defaulted=0)
    store.write(APPLICANT, "a", 10.001, 11, income=3.0)
    assert income_of(store) == [None]
    store.write(APPLICANT, "a", 4, 11, income=1.0)
    store.write(APPLICANT, "a", 10, 11, income=2.0)
    assert income_of(store) == [2.0]


def test_late_data_counts_by_when_it_was_true(store):
    store.write(OUTCOMES, "o", 10, 10, applicant="a", branch=1, defaulted=0)
    store.write(APPLICANT, "a", 5, 5, income=1.0)
    store.write(APPLICANT, "a", 7, 9000, income=2.0)
    assert income_of(store) == [2.0]


def test_of_one_event_time_the_last_write_counts(store):
    store.write(OUTCOMES, "o", 10, 10, applicant="a", branch=1, defaulted=0)
    store.write(APPLICANT, "a", 5, 30, income=2.0)
    store.write(APPLICANT, "a", 5, 20, income=1.0)
    assert income_of(store) == [2.0]
    store.write(OUTCOMES, "o", 10, 40, applicant="a", branch=1, defaulted=1)
    assert [row["defaulted"] for row in store.joined(OUTCOMES, {"applicant": APPLICANT})] == [1]


def test_a_deleted_record_is_unknown_from_then_on_and_known_before(store):
    store.write(OUTCOMES, "before", 10, 10, applicant="a", branch=1, defaulted=0)
    store.write(OUTCOMES, "after", 30, 30, applicant="a", branch=1, defaulted=0)
    store.write(OUTCOMES, "again", 50, 50, applicant="a", branch=1, defaulted=0)
    store.write(APPLICANT, "a", 5, 5, income=1.0)
    store.write(APPLICANT, "a", 20, 20, deleted=True)
    store.write(APPLICANT, "a", 40, 40, income=2.0)
    found = {row["application"]: row["income"] for row in store.joined(OUTCOMES, {"applicant": APPLICANT})}
    assert found == {"before": 1.0, "after": None, "again": 2.0}


def test_a_deleted_case_is_no_row_nor_are_those_before_it(store):
    for moment in (10, 20, 40):
        store.write(OUTCOMES, "o", moment, moment, applicant="a", branch=1, defaulted=moment)
    store.write(OUTCOMES, "o", 30, 31, deleted=True)
    assert [row["defaulted"] for row in store.joined(OUTCOMES, {"applicant": APPLICANT})] == [40]


def test_an_older_record_than_allowed_is_unknown(store):
    store.write(OUTCOMES, "o", 100, 100, applicant="a", branch=1, defaulted=0)
    store.write(APPLICANT, "a", 40, 40, income=1.0)
    assert income_of(store, max_age=60) == [1.0]
    assert income_of(store, max_age=59) == [None]


def test_columns_are_those_of_the_rows_then_of_the_groups(store):
    store.write(OUTCOMES, "o", 10, 10, applicant="a", branch=1, defaulted=0)
    [row] = store.joined(OUTCOMES, GROUPS)
    assert list(row) == ["application", "decided_at", "applicant", "branch", "defaulted", "income", "region", "branch_year_income"]


def test_names_are_quoted_as_sql_wants_it():
    odd = replace(APPLICANT, features={"applicant": "String", "seen": "String", "order": "Integral", "2nd-income": "Fractional"})
    store = Store(OUTCOMES, odd)
    store.write(OUTCOMES, "o", 10, 10, applicant="a", branch=1, defaulted=0)
    store.write(odd, "a", 5, 5, **{"order": 3, "2nd-income": 4.0})
    [row] = store.joined(OUTCOMES, {"applicant": odd})
    assert (row["order"], row["2nd-income"]) == (3, 4.0)


def test_is_one_statement_of_athenas_sql():
    [statement] = sqlglot.parse(point_in_time.training_set(OUTCOMES, GROUPS, 60), read="athena", error_level=sqlglot.ErrorLevel.RAISE)
    assert isinstance(statement, sqlglot.exp.Select)


@pytest.mark.parametrize("group, message", [
    (replace(APPLICANT, record_id="person", features={"person": "String", "seen": "String"}), "has no feature person"),
    (replace(BRANCH, features={**BRANCH.features, "branch": "String"}), "branch is Integral in outcomes and String in branch"),
])
def test_groups_that_cannot_be_joined_are_said(group, message):
    with pytest.raises(Failure, match=message):
        point_in_time.training_set(OUTCOMES, {"other": group})
