import { JobSettingsDefinition } from './job-settings-definition';
import { Framework } from '../../values';

/**
 * Says why a model answers as it does (a SageMaker processing job): with SHAP, LIME and partial dependence, and how far the
 * explanations hold. It runs the library's own program on one machine. Its report is the output `<step>.report`.
 *
 * A condition can use its metrics as `<step>.<metric>`; each is 1 when nothing differs. `stability` and `topOverlap` say how far
 * the importances of features, and the leading ones among them, stay the same with other seeds: those of the least stable
 * method, and those of each as `<step>.<method>.stability`, for example `explain.shap.stability`. `agreement` and `topAgreement`
 * say the same of SHAP and LIME, where both run. A condition decides and the run goes on; a bound of this step ends it.
 *
 * With one of `shap`, `lime` and `partialDependence` only those that are given run.
 *
 * @oneKeyOf model endpoint
 */
export interface ExplainStepDefinition extends JobSettingsDefinition {
  /**
   * The model's files: `<step>.model` of a train or tune step, or a `.tar.gz`. Files and scripts of a model are code
   * that the job runs.
   *
   * @default - the model of `endpoint`
   */
  readonly model?: string;

  /**
   * Name of an endpoint beside the pipeline, which is asked instead: on AWS one of SageMaker in the same account and region. It
   * answers some million rows with the defaults, so ask one without traffic.
   *
   * @default - the files of `model`
   * @pattern ^[a-zA-Z0-9](-?[a-zA-Z0-9]){0,62}$
   * @patternErrorMessage must be the name of an endpoint, at most 63 letters, digits and single hyphens, such as churn-prod
   */
  readonly endpoint?: string;

  /**
   * The variant of `endpoint` that is asked.
   *
   * @default - any, by their weights
   */
  readonly variant?: string;

  /**
   * The rows that are explained, as CSV files with a header or as Parquet files: a reference (`prepare.test`, `datasets.<name>`) or a
   * place of files. Their columns are those of a request, in its order, and those that `label`, `id` and `ignore` name.
   */
  readonly data: string;

  /**
   * The column that the model predicts; it is not sent.
   *
   * @default - the data have none
   */
  readonly label?: string;

  /**
   * The column that names rows in the report; it is not sent.
   *
   * @default - rows are named by their number, from 0
   */
  readonly id?: string;

  /**
   * Other columns that are not part of a request.
   *
   * @default - none
   */
  readonly ignore?: string[];

  /**
   * Columns of numbers that are codes of categories.
   *
   * @default - only columns of texts and truth values are categories
   */
  readonly categorical?: string[];

  /**
   * How rows are sent to the model's script or endpoint: `csv` without a header, `records` as a JSON list of objects, `instances`
   * as `{"instances": [[…]]}`, `split` as `{"dataframe_split": {…}}` of MLflow. A file without a script gets columns by name.
   *
   * @default csv
   */
  readonly request?: 'csv' | 'instances' | 'records' | 'split';

  /**
   * The inference script in the folder `code` of the model's files.
   *
   * @default - inference.py, or none when there is no such file
   * @pattern ^[\w.-]+\.py$
   * @patternErrorMessage must be the name of a Python file, without folders, such as inference.py
   */
  readonly entryPoint?: string;

  /**
   * Which of several outputs of the model is explained, from 0.
   *
   * @default - the second of two, else the class that is answered most
   * @minimum 0
   * @asType integer
   */
  readonly output?: number;

  /**
   * The rows that are also explained one by one.
   *
   * @default - the three with the highest answers
   */
  readonly rows?: ExplainedRowsDefinition;

  /**
   * How many rows importances are made of, from 1.
   *
   * @default 100
   * @minimum 1
   * @asType integer
   */
  readonly sampleSize?: number;

  /**
   * How many rows stand for "not known" with SHAP, from 1.
   *
   * @default 20
   * @minimum 1
   * @asType integer
   */
  readonly backgroundSize?: number;

  /**
   * The most rows in one request, from 1. Bodies of more than 4 MB are divided anyway.
   *
   * @default - 500 for an endpoint, 20000 for files
   * @minimum 1
   * @asType integer
   */
  readonly batchSize?: number;

  /**
   * How many other seeds stability is measured with, from 1. Each is another run of every method.
   *
   * @default 3
   * @minimum 1
   * @asType integer
   */
  readonly repeats?: number;

  /**
   * How many leading features `topOverlap` and `topAgreement` compare, from 1.
   *
   * @default 5
   * @minimum 1
   * @asType integer
   */
  readonly top?: number;

  /**
   * What is drawn at random, from 0; the same seed gives the same report.
   *
   * @default 0
   * @minimum 0
   * @asType integer
   */
  readonly seed?: number;

  /**
   * Shares out each answer among the features.
   *
   * @default - runs, when no method is given
   */
  readonly shap?: ShapDefinition;

  /**
   * Fits a line to the answers around each row.
   *
   * @default - runs, when no method is given
   */
  readonly lime?: LimeDefinition;

  /**
   * Follows the answers while one feature changes.
   *
   * @default - runs, when no method is given
   */
  readonly partialDependence?: PartialDependenceDefinition;

  /**
   * The stability that must be reached, else the step fails, and the run with it. To decide otherwise, leave it out and let a
   * condition use `<step>.stability`.
   *
   * @default - no bound
   */
  readonly stability?: LeastDefinition;

  /**
   * How far SHAP and LIME must agree, else the step fails, and the run with it. To decide otherwise, leave it out and let a
   * condition use `<step>.agreement`.
   *
   * @default - no bound
   */
  readonly agreement?: LeastDefinition;

  /**
   * The framework whose prebuilt SageMaker image loads the model: a model is loaded by the packages that it was trained with.
   *
   * @default - that of the step that trains the model; needed for a `model` that is an archive, without `image`
   */
  readonly framework?: Framework;

  /**
   * Version of the framework, as in the image's tag. Its Python must be 3.9 to 3.12.
   *
   * @default - that of the step that trains the model, else the newest that the library knows
   */
  readonly frameworkVersion?: string;

  /**
   * A container image of your own in Amazon ECR, with Python 3.9 to 3.12. When it has the program's packages, it needs no package
   * index.
   *
   * @default - that of the step that trains the model; for an `endpoint` the prebuilt scikit-learn image
   */
  readonly image?: string;
}

/**
 * The rows that are explained one by one.
 *
 * @oneKeyOf highest first at
 */
export interface ExplainedRowsDefinition {
  /**
   * How many with the highest answers, from 1.
   *
   * @default - other rows
   * @minimum 1
   * @asType integer
   */
  readonly highest?: number;

  /**
   * How many from the beginning of the data, from 1.
   *
   * @default - other rows
   * @minimum 1
   * @asType integer
   */
  readonly first?: number;

  /**
   * Their numbers in the data, from 0.
   *
   * @default - other rows
   * @minItems 1
   */
  readonly at?: number[];
}

/**
 * SHAP values: up to 6 features exactly, more by random orders.
 */
export interface ShapDefinition {
  /**
   * Random orders of the features for each row, from 1.
   *
   * @default 2
   * @minimum 1
   * @asType integer
   */
  readonly permutations?: number;
}

/**
 * Local linear models by LIME.
 */
export interface LimeDefinition {
  /**
   * How many rows around each row the model is asked about, from 1.
   *
   * @default 5000
   * @minimum 1
   * @asType integer
   */
  readonly samples?: number;
}

/**
 * Curves of the model's mean answer.
 */
export interface PartialDependenceDefinition {
  /**
   * The features that have curves.
   *
   * @default - every feature
   * @minItems 1
   */
  readonly features?: string[];

  /**
   * The most values of a number, from 2.
   *
   * @default 20
   * @minimum 2
   * @asType integer
   */
  readonly points?: number;
}

/**
 * A smallest value that is still good.
 */
export interface LeastDefinition {
  /**
   * The value, from 0 to 1.
   *
   * @minimum 0
   * @maximum 1
   */
  readonly atLeast: number;
}
