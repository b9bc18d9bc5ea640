/**
 * What an explain step and the program that it runs have agreed on: both read it in the program's `contract.json`.
 */
import { INPUT_DIRECTORY, OUTPUT_DIRECTORY } from './steps/processing-job';
import { EXPLAIN_REPORT, ExplainMethod } from '../../definition/pipeline/explain-methods';
import { ExplainStepDefinition } from '../../definition/pipeline/steps/explain-step-definition';
import { valueAt } from '../../definition/structure';
import { libraryProgram, programContract } from '../foundation/library-program';

/** Where each key of the configuration file stands in a step. */
export const CONFIG_PLACES = {
  label: ['columns', 'label'],
  id: ['columns', 'id'],
  ignore: ['columns', 'ignore'],
  categorical: ['columns', 'categorical'],
  output: ['output'],
  request: ['request', 'format'],
  entryPoint: ['entryPoint'],
  rows: ['rows'],
  sampleSize: ['sampling', 'size'],
  backgroundSize: ['sampling', 'background'],
  batchSize: ['request', 'batchSize'],
  repeats: ['stability', 'repeats'],
  top: ['stability', 'top'],
  seed: ['sampling', 'seed'],
  shap: ['methods', 'shap'],
  lime: ['methods', 'lime'],
  partialDependence: ['methods', 'partialDependence'],
  stability: ['stability', 'atLeast'],
  agreement: ['agreement'],
} as const;

type ConfigKey = keyof typeof CONFIG_PLACES;

interface ExplainContract {
  /** Of the configuration file; it grows when the program would have to change. */
  readonly version: number;
  /** The keys of the configuration file, and what the program takes without them. */
  readonly keys: { readonly [key in ConfigKey]: unknown };
  /** The methods, each with its options and what the program takes without them. */
  readonly methods: { readonly [method in ExplainMethod]: { readonly [option: string]: number } };
  readonly requests: readonly string[];
  readonly metrics: readonly string[];
  /** The file with the metrics, in the folder of the report. */
  readonly metricsFile: string;
  /** The environment variables of a run. */
  readonly variables: {
    readonly [place in 'config' | 'data' | 'report' | 'model' | 'code' | 'endpoint' | 'variant' | 'url' | 'modelPython' | 'violationExitCode'
    | 'packages']: string;
  };
}

export const EXPLAIN_CONTRACT = programContract<ExplainContract>(libraryProgram('explain'));

// The image's own packages are the model's, so those of the program stand in a folder of their own.
const PACKAGES_DIRECTORY = '/tmp/packages';

/** The environment variables of one run, at most eight with those of the package index. */
export function explainEnvironment({ endpoint, request: { variant } = {} }: ExplainStepDefinition, region: string): Record<string, string> {
  const input = (name: string) => `${INPUT_DIRECTORY}/${name}`;
  const { variables } = EXPLAIN_CONTRACT;
  return {
    [variables.config]: input('config'),
    [variables.data]: input('data'),
    [variables.report]: `${OUTPUT_DIRECTORY}/${EXPLAIN_REPORT}`,
    [variables.packages]: PACKAGES_DIRECTORY,
    ...(endpoint === undefined ? { [variables.model]: input('model') } : { [variables.endpoint]: endpoint, AWS_DEFAULT_REGION: region }),
    ...(variant === undefined ? {} : { [variables.variant]: variant }),
  };
}

/** The configuration file: no place of files, so that its content alone decides its name. */
export function explainConfig(step: ExplainStepDefinition): Record<string, unknown> {
  const config: Record<string, unknown> = { version: EXPLAIN_CONTRACT.version };
  for (const [key, place] of Object.entries(CONFIG_PLACES)) {
    const value = valueAt(step, place);
    if (value !== undefined) config[key] = key === 'stability' ? { atLeast: value } : value;
  }
  return config;
}
