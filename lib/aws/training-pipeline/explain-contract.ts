/**
 * What an explain step and the program that it runs have agreed on: both read it in the program's `contract.json`.
 */
import { INPUT_DIRECTORY, OUTPUT_DIRECTORY } from './steps/processing-job';
import { EXPLAIN_REPORT, ExplainMethod } from '../../definition/pipeline/explain-methods';
import { ExplainStepDefinition } from '../../definition/pipeline/steps/explain-step-definition';
import { libraryProgram, programContract } from '../foundation/library-program';

interface ExplainContract {
  /** Of the configuration file; it grows when the program would have to change. */
  readonly version: number;
  /** The keys of a step that the configuration file has under the same name, and what the program takes without them. */
  readonly keys: { readonly [key in keyof ExplainStepDefinition]: unknown };
  /** The methods, each with its options and what the program takes without them. */
  readonly methods: { readonly [method in ExplainMethod]: { readonly [option: string]: number } };
  readonly requests: readonly string[];
  readonly metrics: readonly string[];
  /** The file with the metrics, in the folder of the report. */
  readonly metricsFile: string;
}

export const EXPLAIN_CONTRACT = programContract<ExplainContract>(libraryProgram('explain'));
export const CONFIG_KEYS = Object.keys(EXPLAIN_CONTRACT.keys) as (keyof ExplainStepDefinition)[];

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
  return { version: EXPLAIN_CONTRACT.version, ...Object.fromEntries(given) };
}
