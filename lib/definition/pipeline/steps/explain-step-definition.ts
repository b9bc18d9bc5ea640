import { ExplainMethodsDefinition, LeastDefinition, StabilityDefinition } from './explain-methods-definition';
import { ExplainRequestDefinition, ExplainSamplingDefinition } from './explain-request-definition';
import { ExplainedColumnsDefinition, ExplainedRowsDefinition } from './explained-rows-definition';
import { JobSettingsDefinition } from './job-settings-definition';
import { Framework } from '../../values';

/**
 * What loads the model of an explain step. A model is loaded by the packages that it was trained with.
 */
export interface ModelLoadingDefinition extends JobSettingsDefinition {
  /**
   * The framework whose prebuilt SageMaker image loads the model.
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

  /**
   * The inference script in the folder `code` of the model's files.
   *
   * @default - inference.py, or none when there is no such file
   * @pattern ^[\w.-]+\.py$
   * @patternErrorMessage must be the name of a Python file, without folders, such as inference.py
   */
  readonly entryPoint?: string;
}

/**
 * Says why a model answers as it does (a SageMaker processing job): with SHAP, LIME and partial dependence, and how far the
 * explanations hold. It runs the library's own program on one machine. Its report is the output `<step>.report`.
 *
 * A condition can use its metrics as `<step>.<metric>`; each is 1 when nothing differs. `stability` and `topOverlap` say how far
 * the importances of features, and the leading ones among them, stay the same with other seeds: those of the least stable
 * method, and those of each as `<step>.<method>.stability`, for example `explain.shap.stability`. `agreement` and `topAgreement`
 * say the same of SHAP and LIME, where both run. A condition decides and the run goes on; a bound of this step ends it.
 *
 * @oneKeyOf model endpoint
 */
export interface ExplainStepDefinition extends ModelLoadingDefinition {
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
   * The rows that are explained, as CSV files with a header or as Parquet files: a reference (`prepare.test`, `datasets.<name>`) or a
   * place of files. Their columns are those of a request, in its order, and those that `columns` leaves out.
   */
  readonly data: string;

  /**
   * Which columns are not part of a request, and which are categories.
   *
   * @default - every column is sent; texts and truth values are categories
   */
  readonly columns?: ExplainedColumnsDefinition;

  /**
   * How the model is asked.
   *
   * @default - rows as CSV
   */
  readonly request?: ExplainRequestDefinition;

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
   * What is drawn at random.
   *
   * @default - 100 rows, with 20 that stand for "not known"
   */
  readonly sampling?: ExplainSamplingDefinition;

  /**
   * The methods; only those that are given run.
   *
   * @default - all of them run
   */
  readonly methods?: ExplainMethodsDefinition;

  /**
   * How stability is measured, and the least that is good enough.
   *
   * @default - with 3 other seeds, and no bound
   */
  readonly stability?: StabilityDefinition;

  /**
   * How far SHAP and LIME must agree, else the step fails, and the run with it. To decide otherwise, leave it out and let a
   * condition use `<step>.agreement`.
   *
   * @default - no bound
   */
  readonly agreement?: LeastDefinition;
}
