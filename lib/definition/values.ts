/**
 * A length of time: a whole number and a unit, `s`, `m`, `h`, `d`, `w` or `y` (365 days).
 *
 * @pattern ^[0-9]+(s|m|h|d|w|y)$
 * @patternErrorMessage must be a whole number and a unit, s, m, h, d, w or y, such as 15m
 */
export type DurationText = string;

/**
 * An amount of memory or storage: a whole number and a binary unit.
 *
 * @pattern ^[0-9]+(MiB|GiB|TiB)$
 * @patternErrorMessage must be a whole number and a unit, MiB, GiB or TiB, such as 512MiB
 */
export type SizeText = string;

/**
 * When something runs: `hourly`, `daily`, `weekly`, `monthly`, `rate(3 hours)` or `cron(0 6 ? * MON *)`.
 * Cron has the six fields of Amazon EventBridge Scheduler and is read as UTC where no `timeZone` is given beside it.
 *
 * @pattern ^(hourly|daily|weekly|monthly|rate\([1-9]\d* (minute|minutes|hour|hours|day|days)\)|cron\([^\s()]+( [^\s()]+){5}\))$
 * @patternErrorMessage must be hourly, daily, weekly, monthly, a rate such as rate(3 hours), or cron with six fields such as cron(0 6 ? * MON *)
 */
export type ScheduleText = string;

/**
 * The time zone in which cron and named schedules are read, by its name in the IANA database.
 *
 * @pattern ^[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)*$
 * @patternErrorMessage must be a name of the IANA time zone database such as Europe/Berlin
 */
export type TimeZoneText = string;

/**
 * A place where files are, and when it ends in `/` everything that begins so: `s3://bucket/prefix/`, `gs://bucket/prefix/`,
 * `abfss://container@account.dfs.core.windows.net/prefix/`, `https://account.blob.core.windows.net/container/prefix/`,
 * `hf://organization/model`, `oci://registry/repository:tag` or `pvc://claim/folder/`. A platform may read some of them only.
 *
 * @pattern ^<place>$
 * @patternErrorMessage must be a place of files such as s3://bucket/prefix/
 */
export type StoragePlace = string;

/**
 * Data that is there already: a dataset of the definition, or a place where files are.
 *
 * @pattern ^(datasets\.[\w-]+|<place>)$
 * @patternErrorMessage must be `datasets.<name>` or a place of files such as s3://bucket/prefix/
 */
export type DataPlace = string;

/**
 * A secret by its name where secrets are kept: on AWS in Secrets Manager, in a cluster a `Secret` of the namespace. One of several values
 * in it is named after a `#`: `hugging-face#token`. Without that it is on AWS the whole secret, in a cluster the value with the variable's
 * name.
 *
 * @pattern ^[\w/+=.@-]{1,512}(#[\w.-]+)?$
 * @patternErrorMessage must be the name of a secret such as hugging-face, or of a value in it such as hugging-face#token
 */
export type SecretText = string;

/**
 * How a value is compared with a bound that a team has set.
 */
export interface BoundDefinition {
  /**
   * The smallest value that is still good.
   *
   * @default - no lower bound
   */
  readonly atLeast?: number;

  /**
   * The largest value that is still good.
   *
   * @default - no upper bound
   */
  readonly atMost?: number;
}

/**
 * The open machine-learning frameworks whose prebuilt SageMaker images the library knows: they train and serve.
 */
export type Framework = 'huggingface' | 'pytorch' | 'sklearn' | 'tensorflow' | 'xgboost';

/**
 * What serves a model: a framework, or a server of large language models. `vllm` is vLLM, `djl-lmi` the Large Model Inference container
 * of DJL Serving, and `tgi` Text Generation Inference of Hugging Face, which is maintained only: begin with `vllm`.
 */
export type ServingFramework = 'djl-lmi' | 'huggingface' | 'pytorch' | 'sklearn' | 'tensorflow' | 'tgi' | 'vllm' | 'xgboost';

/**
 * The share of a machine that a container gets.
 */
export interface ContainerShareDefinition {
  /**
   * Cores, such as 0.5; it gets no more.
   *
   * @default 1
   * @minimum 0.01
   */
  readonly cpu?: number;

  /**
   * Memory; it gets no more.
   *
   * @default 2GiB
   */
  readonly memory?: SizeText;

  /**
   * GPUs, which nobody else uses.
   *
   * @default 0
   * @minimum 0
   * @asType integer
   */
  readonly gpus?: number;
}

/**
 * The machines of one job.
 */
export interface JobComputeDefinition {
  /**
   * The type of machine, in the words of the place: on AWS a SageMaker instance type.
   *
   * @default ml.m5.xlarge
   * @pattern ^\S+$
   * @patternErrorMessage must be a type of machine, without spaces, such as ml.m5.large
   */
  readonly type?: string;

  /**
   * How many machines, from 1 to 100.
   *
   * @default 1
   * @minimum 1
   * @maximum 100
   * @asType integer
   */
  readonly count?: number;

  /**
   * Size of the encrypted volume of each machine. Instance types with local NVMe storage have no such volume.
   *
   * @default 30GiB
   */
  readonly volume?: SizeText;

  /**
   * The share of a machine that the job gets in a cluster, instead of machines.
   *
   * @default - one core and 2GiB, in a cluster
   */
  readonly container?: ContainerShareDefinition;
}
