"""A feature group as the service describes it."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Mapping

from job.failure import Failure


@dataclass(frozen=True)
class FeatureGroup:
    name: str
    record_id: str
    event_time: str
    # The types of all features, record id and event time among them, in the order of the group.
    features: Mapping[str, str]
    # Of its offline store, as SQL writes it; nothing without one.
    table: str | None


def described(sagemaker: Any, name: str) -> FeatureGroup:
    first = answer = sagemaker.describe_feature_group(FeatureGroupName=name)
    definitions = list(answer["FeatureDefinitions"])
    while answer.get("NextToken"):
        answer = sagemaker.describe_feature_group(FeatureGroupName=name, NextToken=answer["NextToken"])
        definitions += answer["FeatureDefinitions"]
    if first.get("FeatureGroupStatus", "Created") != "Created":
        raise Failure(f"the feature group {name} is not there yet: its status is {first['FeatureGroupStatus']}")
    catalog = first.get("OfflineStoreConfig", {}).get("DataCatalogConfig")
    return FeatureGroup(
        name, first["RecordIdentifierFeatureName"], first["EventTimeFeatureName"],
        {definition["FeatureName"]: definition["FeatureType"] for definition in definitions},
        None if catalog is None else f"{quoted(catalog['Database'])}.{quoted(catalog['TableName'])}")


def quoted(name: str) -> str:
    """A name as SQL writes it."""
    return '"' + name.replace('"', '""') + '"'
