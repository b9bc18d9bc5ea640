/**
 * The contract between an explain step and the program that it runs: one page for both sides, rendered here and explained in
 * the program's README.
 */
import { INPUT_DIRECTORY, OUTPUT_DIRECTORY } from './steps/processing-job';
import { EXPLAIN_REPORT } from '../../definition/pipeline/explain-methods';
import { ExplainStepDefinition } from '../../definition/pipeline/steps/explain-step-definition';

/** Version of the configuration file. It grows when the program would have to change. */
const CONFIG_VERSION = 1;

/** The keys of a step that the configuration file has under the same name. */
export const CONFIG_KEYS = [
  'label', 'id', 'ignore', 'categorical', 'output', 'request', 'entryPoint', 'rows', 'sampleSize', 'backgroundSize', 'batchSize', 'repeats', 'top', 'seed',
  'shap', 'lime', 'partialDependence', 'stability', 'agreement',
] as const satisfies readonly (keyof ExplainStepDefinition)[];

/** The file with the metrics, in the folder of the report. */
export const EXPLAIN_METRICS_FILE = 'metrics.json';

// The image's own packages are the model's, so those of the program stand in a folder of their own.
const PACKAGES_DIRECTORY = '/tmp/packages';

/** The environment variables of one run, at most eight with those of the package index. */
export function explainEnvironment({ endpoint, variant }: ExplainStepDefinition, region: string): Record<string, string> {
  const input = (name: string) => `${INPUT_DIRECTORY}/${name}`;
  return {
    EXPLAIN_CONFIG: input('config'),
    EXPLAIN_DATA: input('data'),
    EXPLAIN_REPORT: `${OUTPUT_DIRECTORY}/${EXPLAIN_REPORT}`,
    MLOPS_PACKAGES: PACKAGES_DIRECTORY,
    ...(endpoint === undefined ? { EXPLAIN_MODEL: input('model') } : { EXPLAIN_ENDPOINT: endpoint, AWS_DEFAULT_REGION: region }),
    ...(variant === undefined ? {} : { EXPLAIN_VARIANT: variant }),
  };
}

/** The configuration file: no place, so that its content alone decides its name. */
export function explainConfig(step: ExplainStepDefinition): Record<string, unknown> {
  const given = CONFIG_KEYS.filter(key => step[key] !== undefined).map(key => [key, step[key]] as const);
  return { version: CONFIG_VERSION, ...Object.fromEntries(given) };
}
