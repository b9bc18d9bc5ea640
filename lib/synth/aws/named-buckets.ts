import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { MlopsDefinition } from '../../definition';
import { entries } from '../../definition/rules/names';

/** A bucket with a whole name: what ends at an unknown part may be the beginning of any name. */
const BUCKET = /s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?=\/)/g;

/** The buckets that a system names anywhere: models, data and results outside of its own, and what the files of its pipelines say. */
export function namedBuckets(system: MlopsDefinition, directory: string): string[] {
  const files = entries(system.models).flatMap(([, { pipeline }]) => pipeline?.aws?.fromFile ?? []).map(file => resolve(directory, file));
  const texts = [...textsOf(system), ...files.filter(existsSync).map(file => readFileSync(file, 'utf8'))];
  return [...new Set(texts.flatMap(text => [...text.matchAll(BUCKET)].map(([, name]) => name!)))].sort();
}

/** Every text of a definition, closed as a place is, so that a bucket alone is found too. */
function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [`${value}/`];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : [];
}
