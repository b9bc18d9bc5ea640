import { SizeText, StoragePlace } from './values';

/**
 * What MLflow's own server needs in a cluster.
 */
export interface KubernetesTrackingDefinition {
  /**
   * The database that keeps experiments, runs and versions: a secret of the namespace holds its address.
   *
   * @default - SQLite, in a file on the volume
   */
  readonly database?: KubernetesDatabaseDefinition;

  /**
   * Where the files of runs and models are: `s3://`, `gs://` or `https://` (Azure Blob Storage), read and written as the
   * environment's `identity`. Clients send files to the server, so they need no rights there.
   *
   * @default - on the volume
   */
  readonly artifacts?: StoragePlace;

  /**
   * Size of the volume, which there is only when `database` or `artifacts` is left out.
   *
   * @default 10GiB
   */
  readonly volume?: SizeText;

  /**
   * Other names under which people reach the server, such as that of an ingress: mlflow.example.com. Requests for a name that
   * is not known are refused.
   *
   * @default - those of the service in the cluster, and localhost
   */
  readonly hosts?: string[];

  /**
   * The namespaces whose pods may record and read runs, beside the server's own. The server asks nobody for a password.
   *
   * @default - none
   */
  readonly clients?: string[];

  /**
   * An image of your own with MLflow and what it needs for the database and the place of files, such as a copy in your registry.
   *
   * @default - MLflow's own, with all its extras
   */
  readonly image?: string;
}

/**
 * A database whose address is in a secret.
 */
export interface KubernetesDatabaseDefinition {
  /**
   * Name of the secret. Somebody else makes it: what is secret is in no file here.
   *
   * @pattern ^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$
   * @patternErrorMessage must be the name of a secret such as mlflow-database
   * @maxLength 253
   */
  readonly secret: string;

  /**
   * The key of the secret that holds the address, for PostgreSQL such as `postgresql+psycopg2://user:password@host/mlflow`.
   *
   * @default url
   * @pattern ^[-._a-zA-Z0-9]+$
   * @patternErrorMessage must be a key of a secret such as url
   */
  readonly key?: string;

  /**
   * The port of the database, which the server may reach.
   *
   * @default 5432
   * @minimum 1
   * @maximum 65535
   * @asType integer
   */
  readonly port?: number;
}
