import { StoragePlace } from './values';

/**
 * How the repository of a system keeps data and models that are too large for Git: with DVC, with Git LFS, or with both. The files that
 * the tools read are written by `npx mlops versioning`.
 */
export interface DataVersioningDefinition {
  /**
   * DVC: data beside the code, and the same steps that train in the cloud on a laptop.
   *
   * @default - not used
   */
  readonly dvc?: DvcDefinition;

  /**
   * Git LFS: large files as if Git held them.
   *
   * @default - not used
   */
  readonly gitLfs?: GitLfsDefinition;
}

/**
 * DVC and the store that it pushes to. Objects there are named by their content, and any commit may refer to any of them.
 */
export interface DvcDefinition {
  /**
   * Where pushed data are kept, when that is there already: a prefix of Amazon S3 or of a store that speaks its protocol, of Google Cloud
   * Storage (`gs://`) or of Azure Blob Storage (`https://account.blob.core.windows.net/container/prefix/`).
   *
   * @default - a new bucket in the first environment on AWS, from which nothing is deleted but by its collector
   */
  readonly location?: StoragePlace;

  /**
   * Address of the store of a `location` that speaks the protocol of Amazon S3 without being it, such as MinIO or Ceph.
   *
   * @default - Amazon S3
   * @pattern ^https?://[a-zA-Z0-9.-]+(:[0-9]+)?(/[\w./-]*)?$
   * @patternErrorMessage must be an address without a name or a password such as https://minio.example.com
   */
  readonly endpoint?: string;

  /**
   * What becomes of a push that would write an object again: `kept` takes it as another version of the object, and whoever pulls is told
   * that it differs from its name; `refused` takes only writes that demand that there is no such object, which `python .dvc/push.py`
   * makes of a push.
   *
   * @default kept
   */
  readonly overwrites?: 'kept' | 'refused';

  /**
   * Roles of IAM that may pull from the bucket which the library makes, by their ARNs.
   *
   * @default - the role with which CI reads, when it delivers
   */
  readonly readers?: string[];

  /**
   * Roles of IAM that may also push to it.
   *
   * @default - nobody but those to whom IAM gives it otherwise
   */
  readonly writers?: string[];

  /**
   * Roles of IAM that may delete what no commit refers to any more (`dvc gc --cloud`). Nobody else can, whatever IAM gives them.
   *
   * @default - nobody
   */
  readonly collectors?: string[];
}

/**
 * Git LFS, and the server that its clients ask for objects.
 */
export interface GitLfsDefinition {
  /**
   * The files that Git LFS holds, as patterns of Git: `*.onnx`, or `data/images/**`.
   */
  readonly track: string[];

  /**
   * Address of a server that is there already.
   *
   * @default - a server without machines in the first environment on AWS
   * @pattern ^https://[a-zA-Z0-9.-]+(:[0-9]+)?(/[\w./-]*)?$
   * @patternErrorMessage must be an address without a name or a password such as https://lfs.example.com/acme/churn
   */
  readonly server?: string;

  /**
   * Address of the server that the library makes: the output `LfsAddress` of the platform's stack, which is known when that has been
   * deployed.
   *
   * @default - not known yet, and `.lfsconfig` is not written
   * @pattern ^https://[a-zA-Z0-9.-]+(/[\w./-]*)?$
   * @patternErrorMessage must be the address that the output LfsAddress says, such as https://a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com
   */
  readonly address?: string;

  /**
   * Roles of IAM that may fetch objects from the server that the library makes, by their ARNs.
   *
   * @default - the role with which CI reads, when it delivers
   */
  readonly readers?: string[];

  /**
   * Roles of IAM that may also push and lock.
   *
   * @default - nobody pushes
   */
  readonly writers?: string[];
}
