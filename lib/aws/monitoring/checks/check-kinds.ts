import {
  DataQualityMonitorDefinition, DriftMonitorDefinition, FairnessMonitorDefinition, MonitoringDefinition, PredictionDriftMonitorDefinition,
  QualityMonitorDefinition,
} from '../../../definition/monitoring-definition';
import { BoundDefinition } from '../../../definition/values';
import { ManagedImage } from '../managed/managed-image';
import { DEFAULTS } from '../monitor-contract';

export type CheckKey = 'dataDrift' | 'dataQuality' | 'predictionDrift' | 'quality' | 'fairness' | 'attributionDrift';

/** What is true of a kind of check, whoever runs it. */
export interface CheckKind<Options = never> {
  /** Its name in metrics and paths. */
  readonly name: string;
  readonly id: string;
  readonly title: string;
  /** Whether a violation is drift. Broken data and unequal treatment are not mended by training on more of the same. */
  readonly findsDrift: boolean;
  /** What counts as a violation, with every default: what the program has to know besides places. */
  readonly bounds: (options: Options) => object;
  /** The numbers among the bounds that a graph of its metrics shows. */
  readonly limits: (options: Options) => number[];
  /** Whether it does without the requests: answers alone are enough. */
  readonly needsAnswersAlone?: boolean;
  /** Undefined when only the library's program can do it. */
  readonly managed?: ManagedKind;
}

/** What is true of a kind of check when SageMaker Model Monitor runs it. */
export interface ManagedKind {
  /** What the service calls it. */
  readonly type: 'DataQuality' | 'ModelQuality' | 'ModelBias' | 'ModelExplainability';
  readonly image: ManagedImage;
  readonly findsDrift: boolean;
  /** What it cannot do without, though others can. */
  readonly needs: readonly ('baseline' | 'labels')[];
  /** The options that it takes from the files of its baseline instead. */
  readonly fromBaseline: readonly string[];
}

const drift = {
  findsDrift: true,
  bounds: ({ threshold, features }: DriftMonitorDefinition) => ({ threshold: { ...DEFAULTS.threshold, ...threshold }, features }),
  limits: ({ threshold }: DriftMonitorDefinition) => [threshold?.share ?? DEFAULTS.threshold.share],
};

/** The checks, by their key in the definition. */
export const CHECKS: { readonly [Key in CheckKey]: CheckKind<NonNullable<MonitoringDefinition[Key]>> } = {
  dataDrift: {
    name: 'data-drift',
    id: 'DataDrift',
    title: 'data drift',
    ...drift,
    managed: { type: 'DataQuality', image: 'analyzer', findsDrift: true, needs: [], fromBaseline: ['threshold', 'features'] },
  },
  dataQuality: {
    name: 'data-quality',
    id: 'DataQuality',
    title: 'data quality',
    findsDrift: false,
    bounds: ({ missing = DEFAULTS.missing, outOfRange = DEFAULTS.outOfRange }: DataQualityMonitorDefinition) => ({ missing, outOfRange }),
    limits: ({ missing = DEFAULTS.missing, outOfRange = DEFAULTS.outOfRange }: DataQualityMonitorDefinition) => [missing, outOfRange],
    // Model Monitor looks for drift in the same job.
    managed: { type: 'DataQuality', image: 'analyzer', findsDrift: true, needs: [], fromBaseline: ['missing', 'outOfRange'] },
  },
  predictionDrift: {
    name: 'prediction-drift',
    id: 'PredictionDrift',
    title: 'prediction drift',
    findsDrift: true,
    bounds: ({ problem, threshold: { bound, test } = {}, prediction, positive }: PredictionDriftMonitorDefinition) =>
      ({ problem: problem ?? DEFAULTS.problem, threshold: { perFeature: bound, test }, prediction, positive }),
    // Its bound is of a distance or of a p-value, which the window decides: no line in a graph.
    limits: () => [],
    needsAnswersAlone: true,
  },
  quality: {
    name: 'quality',
    id: 'Quality',
    title: 'model quality',
    findsDrift: true,
    bounds: ({ problem, metrics, positive }: QualityMonitorDefinition) => ({ problem: problem ?? DEFAULTS.problem, metrics, positive }),
    limits: ({ metrics }: QualityMonitorDefinition) => numbersIn(metrics),
    managed: { type: 'ModelQuality', image: 'analyzer', findsDrift: true, needs: [], fromBaseline: [] },
  },
  fairness: {
    name: 'fairness',
    id: 'Fairness',
    title: 'fairness',
    findsDrift: false,
    bounds: ({ segments, metrics, positive }: FairnessMonitorDefinition) => ({ segments, metrics, positive }),
    limits: ({ metrics }: FairnessMonitorDefinition) => numbersIn(metrics),
    managed: { type: 'ModelBias', image: 'clarify', findsDrift: false, needs: ['baseline', 'labels'], fromBaseline: [] },
  },
  attributionDrift: {
    name: 'attribution-drift',
    id: 'AttributionDrift',
    title: 'attribution drift',
    ...drift,
    managed: { type: 'ModelExplainability', image: 'clarify', findsDrift: true, needs: [], fromBaseline: ['threshold', 'features'] },
  },
};

/** Whether a violation of the check is drift, for the one who runs it. */
export function findsDrift(key: CheckKey, managed: boolean): boolean {
  return (managed ? CHECKS[key].managed : CHECKS[key])?.findsDrift ?? false;
}

/** What SageMaker Model Monitor makes of a check that has passed the limits. */
export function managedKind(key: CheckKey): ManagedKind {
  return CHECKS[key].managed!;
}

/** Whether SageMaker Model Monitor runs the checks, and not the library's program. */
export function isManaged({ aws }: MonitoringDefinition): boolean {
  return aws?.backend === 'model-monitor';
}

/** The checks that are asked for; without any, only the endpoint's alarms are. */
export function checkKeys(monitoring: MonitoringDefinition): CheckKey[] {
  return (Object.keys(CHECKS) as CheckKey[]).filter(key => monitoring[key] !== undefined);
}

function numbersIn(metrics: { [name: string]: BoundDefinition }): number[] {
  return Object.values(metrics).flatMap(({ atLeast, atMost }) => [atLeast, atMost]).filter(bound => bound !== undefined);
}
