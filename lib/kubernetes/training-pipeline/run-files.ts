import { storageScheme } from '../../definition/storage-place';
import { ArtifactPlace } from '../crds/argo';

/** The stores that a workflow reads and writes by itself. */
export const WORKFLOW_STORES = ['s3', 'gs', 'https'] as const;

/** Whether a workflow can read and write a place. */
export function isWorkflowPlace(place: string): boolean {
  return WORKFLOW_STORES.some(scheme => scheme === storageScheme(place));
}

/**
 * Where a place of files is, in the words of Argo. It takes a name as that of a file first, and a console makes an empty file that is called
 * as a folder is, with `/`; only of Google Cloud Storage it takes whatever begins so, where the `/` keeps neighbours out.
 */
export function artifactPlace(place: string): ArtifactPlace {
  const [, scheme, host = '', rest = ''] = /^(\w+):\/\/([^/]+)\/?(.*)$/.exec(place) ?? [];
  if (scheme === 'gs') return { gcs: { bucket: host, key: rest } };
  const name = rest.replace(/\/+$/, '');
  if (scheme === 's3') return { s3: { endpoint: 's3.amazonaws.com', bucket: host, key: name, useSDKCreds: true } };
  const [container = '', ...path] = name.split('/');
  return { azure: { endpoint: `https://${host}`, container, blob: path.join('/'), useSDKCreds: true } };
}

/**
 * Where the files of a step's output are: each run has a folder of its own.
 *
 * @param files where results are kept
 */
export function runFiles({ files, name }: { readonly files: string; readonly name: string }, step: string, output: string): string {
  return `${files.replace(/\/+$/, '')}/${name}/{{workflow.name}}/${step}/${output}/`;
}
