/**
 * How places of files are written, by the scheme they begin with: Amazon S3, Google Cloud Storage, Azure Data Lake and Blob Storage,
 * the Hugging Face Hub, registries of artifacts, volumes of Kubernetes. The JSON Schema has its pattern from here.
 */
const PLACES = {
  s3: /^s3:\/\/[a-z0-9][a-z0-9.-]+(\/.*)?$/,
  gs: /^gs:\/\/[a-z0-9][a-z0-9._-]+(\/.*)?$/,
  abfss: /^abfss:\/\/[a-z0-9$][a-z0-9-]+@[a-z0-9]{3,24}\.dfs\.core\.windows\.net(\/.*)?$/,
  https: /^https:\/\/[a-z0-9]{3,24}\.blob\.core\.windows\.net\/[a-z0-9$][a-z0-9-]+(\/.*)?$/,
  hf: /^hf:\/\/[\w.-]+\/[\w.-]+(:[\w.-]+)?(\/.*)?$/,
  oci: /^oci:\/\/[a-z0-9][\w.:-]+\/[\w./:@-]+$/,
  pvc: /^pvc:\/\/[a-z0-9][a-z0-9.-]*(\/.*)?$/,
} as const satisfies Readonly<Record<string, RegExp>>;

/** The pattern of any of them, which stands as `<place>` in the patterns of structs. */
export const PLACE_PATTERN = `(${Object.values(PLACES).map(({ source }) => source.slice(1, -1).replaceAll('\\/', '/')).join('|')})`;

/** What a place of files begins with, before `://`. */
export type StorageScheme = keyof typeof PLACES;

/** The stores whose things are whole files by name, so that an archive and a prefix are told apart by how the name ends. */
const OBJECT_STORES: readonly StorageScheme[] = ['s3', 'gs', 'abfss', 'https'];

/** Of what kind a place of files is; `undefined` when it is none, or not rightly written. */
export function storageScheme(text: string): StorageScheme | undefined {
  return (Object.keys(PLACES) as StorageScheme[]).find(scheme => PLACES[scheme].test(text));
}

/** Whether a text begins as a place does, rightly written or not: no name has a colon and a slash. */
export function looksLikePlace(text: string): boolean {
  return /^([a-z0-9+.-]+:\/|s3:)/i.test(text);
}

/** Whether a name that ends in `.tar.gz` is an archive there, and one that ends in `/` a prefix. */
export function isInObjectStore(place: string): boolean {
  const scheme = storageScheme(place);
  return scheme !== undefined && OBJECT_STORES.includes(scheme);
}

/** Whether a text is one object of Amazon S3 by how it is written: a name follows the bucket, and does not end as a prefix does. */
export function isS3Object(text: string): boolean {
  return storageScheme(text) === 's3' && text.includes('/', 's3://'.length) && !text.endsWith('/');
}

/** A model of the Hugging Face Hub. */
export interface HubModel {
  /** Organization and name. */
  readonly id: string;
  /** A commit, a tag or a branch. */
  readonly revision?: string;
  /** What follows the model: one of its files or folders. */
  readonly path?: string;
}

/** Reads `hf://organization/model:revision`; nothing when the place is another one, or only known at deployment. */
export function hubModel(place: string | undefined): HubModel | undefined {
  const [, id, revision, path] = /^hf:\/\/([\w.-]+\/[\w.-]+?)(?::([\w.-]+))?(?:\/(.*))?$/.exec(place ?? '') ?? [];
  return id === undefined ? undefined : { id, revision, path: path === '' ? undefined : path };
}

/** How the same places are written elsewhere: by a browser, by IAM, by Hadoop, in haste. */
const OTHERWISE: readonly (readonly [RegExp, string])[] = [
  [/^https:\/\/([^/]+)\.s3[.-][a-z0-9.-]*amazonaws\.com(?:\.cn)?\/?([^?#]*).*$/i, 's3://$1/$2'],
  [/^https:\/\/s3[.-][a-z0-9.-]*amazonaws\.com(?:\.cn)?\/([^/?#]+)\/?([^?#]*).*$/i, 's3://$1/$2'],
  [/^arn:aws[a-z-]*:s3:::(.+)$/, 's3://$1'],
  [/^s3[an]?:\/*(.+)$/i, 's3://$1'],
  [/^gs:\/*(.+)$/i, 'gs://$1'],
  [/^(hf|huggingface):\/*(.+)$/i, 'hf://$2'],
  [/^https:\/\/huggingface\.co\/([\w.-]+\/[\w.-]+)\/?$/, 'hf://$1'],
];

/** The place that was meant by a text that is none. */
function placeMeant(text: string): string | undefined {
  const [pattern, place] = OTHERWISE.find(([other]) => other.test(text)) ?? [];
  const meant = pattern && text.replace(pattern, place!);
  return meant !== undefined && meant !== text && storageScheme(meant) !== undefined ? meant : undefined;
}

/** The end of a sentence about a text that is no place. */
export function orMeant(text: string): string {
  const meant = placeMeant(text);
  return meant === undefined ? '' : `; did you mean ${JSON.stringify(meant)}?`;
}
