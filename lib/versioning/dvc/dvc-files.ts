import { dvcConfig } from './dvc-remote';
import { dvcStages } from './dvc-stages';
import { renderDvcStages } from './render-stages';
import { DvcDefinition, MlopsDefinition } from '../../definition';
import { VersionFile } from '../version-file';
import { WRITTEN_BY } from '../written-by';

/** What DVC keeps for itself, as `dvc init` writes it. */
const OWN_FILES = ['/config.local', '/tmp', '/cache'];

/** Folders in which nothing is data: DVC does not look into them. */
const NO_DATA = ['cdk.out/', 'mlops.out/', 'node_modules/', '.venv/', '__pycache__/'];

/** A push that never writes an object again, for stores that refuse that. DVC sends no condition by itself. */
const PUSH = `"""Pushes data, as \`dvc push\` does, to a store that refuses to write an object again. Takes the arguments of \`dvc push\`."""
import sys

from dvc.cli import main
from s3fs import S3FileSystem

defaults = S3FileSystem._put_file.__defaults__
assert "overwrite" in defaults, "this release of s3fs writes in another way; take the one that dvc-s3 3.3 installs"
S3FileSystem._put_file.__defaults__ = tuple("create" if value == "overwrite" else value for value in defaults)
sys.exit(main(["push", *sys.argv[1:]]))
`;

/** Everything that DVC reads of a repository. It needs no `dvc init`. */
export function dvcFiles(system: MlopsDefinition, dvc: DvcDefinition): VersionFile[] {
  const stages = dvcStages(system);
  return [
    { path: '.dvc/config', content: lines(dvcConfig(system, dvc)) },
    { path: '.dvc/.gitignore', content: lines(...OWN_FILES) },
    { path: '.dvcignore', content: lines(...NO_DATA) },
    ...dvc.overwrites === 'refused' ? [{ path: '.dvc/push.py', content: `${WRITTEN_BY}\n${PUSH}` }] : [],
    ...stages.length > 0 ? [{ path: 'dvc.yaml', content: lines(renderDvcStages(stages)) }] : [],
  ];
}

function lines(...content: string[]): string {
  return `${[WRITTEN_BY, ...content].join('\n').trimEnd()}\n`;
}
