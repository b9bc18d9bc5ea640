import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { captureLimits } from '../model-monitor-limits';
import { CHECKS, checkKeys } from './check-kinds';
import { Check } from './monitor-check';
import { ModelDefinition } from '../../../definition/model-definition';
import { MonitoringDefinition } from '../../../definition/monitoring-definition';
import { parseReference } from '../../../definition/pipeline/reference';
import { captureRules } from '../../../definition/rules/monitoring-rules';
import { entry } from '../../../definition/rules/names';
import { SurroundingModel } from '../../../definition/rules/surroundings';
import { Problems } from '../../../private/problems';
import { isKnown } from '../../../private/tokens';
import { IDatasetStore } from '../../dataset-store';
import { grantObjects, grantReadObject, grantReadPlace, READ_OBJECTS } from '../../foundation/bucket-access';
import { IMlPlatform } from '../../foundation/platform';
import { S3Place } from '../../foundation/s3-place';
import { IModelEndpoint } from '../../model-endpoint';
import { ITrainingPipeline } from '../../training-pipeline';
import { isStepOutput } from '../monitor-contract';

/** The datasets that baselines and labels may name. */
export interface MonitoredData {
  readonly datasets?: { [name: string]: IDatasetStore };
}

/** The places that one check reads besides the recorded requests. */
export interface CheckPlaces {
  /** Undefined when the check has no baseline, or when the version that serves tells where it is. */
  readonly baselineUri?: string;
  readonly labelsUri?: string;
}

/** An endpoint that is defined in the same app says what it serves. */
interface WatchedEndpoint {
  readonly _model: Pick<ModelDefinition, 'endpoint' | 'multiModel'>;
}

/** Everything that a definition may refer to. */
export interface MonitoredPlaces extends MonitoringDefinition, MonitoredData {
  readonly endpoint: IModelEndpoint;
  readonly modelPackage?: string;
  readonly artifactBucket?: s3.IBucket;
  readonly platform?: IMlPlatform;
  readonly trainingPipeline?: ITrainingPipeline;
}

/** What the endpoint records, and where outputs of steps are, has to be known. */
export function monitoredPlacesLimits(props: MonitoredPlaces, problems: Problems): void {
  const keys = checkKeys(props);
  const first = keys[0];
  if (first !== undefined && props.endpoint.captureUri === undefined) {
    problems.at('endpoint').add(`records no requests, so ${CHECKS[first].title} cannot be checked; give the endpoint \`capture: {}\``);
  }
  const { capture } = watchedModel(props).endpoint ?? {};
  captureRules(props, capture, problems.at('endpoint', 'capture'));
  captureLimits(props, capture, problems.at('endpoint', 'capture'));
  for (const key of keys) {
    const { baseline } = props[key]!;
    if (!isKnown(baseline) || !isStepOutput(baseline)) continue;
    const at = problems.at(key, 'baseline');
    if (props.modelPackage === undefined) {
      at.add(`only the version that serves knows where ${JSON.stringify(baseline)} is; give \`modelPackage\`, or an S3 URI`);
    }
    if (!props.artifactBucket && !props.platform) {
      at.add(`${JSON.stringify(baseline)} is in the bucket of the pipeline's outputs; give \`artifactBucket\` or \`platform\``);
    }
  }
}

/** What is known of the model behind the endpoint: little when another stack has defined it. */
export function watchedModel({ endpoint, trainingPipeline }: MonitoredPlaces): Pick<ModelDefinition, 'endpoint' | 'multiModel'> & SurroundingModel {
  return { endpoint: {}, ...(endpoint as Partial<WatchedEndpoint> | undefined)?._model, ...trainingPipeline && { pipeline: trainingPipeline } };
}

/** Finds the places of a check and lets the jobs' role read them. */
export function checkPlaces(scope: Construct, check: Check, data: MonitoredData, role: iam.IRole): CheckPlaces {
  const { baseline, labels } = check;
  return {
    baselineUri: baseline === undefined || isStepOutput(baseline) ? undefined : readable(scope, 'Baseline', baseline, data, role),
    labelsUri: labels === undefined ? undefined : readable(scope, 'Labels', labels, data, role),
  };
}

function readable(scope: Construct, id: string, text: string, { datasets }: MonitoredData, role: iam.IRole): string {
  const dataset = entry(datasets, datasetName(text) ?? '');
  if (dataset) {
    dataset.grants.read(role);
    return dataset.uri;
  }
  const place = S3Place.parse(text);
  if (isObject(place.key)) grantReadObject(role, place.bucket(scope, id), place.key);
  else grantReadFolder(scope, id, text, role);
  return text;
}

/** Lets the jobs' role read a place taken as a folder. A token may stand for all of it. */
export function grantReadFolder(scope: Construct, id: string, uri: string, role: iam.IRole): void {
  const place = S3Place.parse(uri);
  if (place.isOpen) return grantReadPlace(role, uri);
  const { bucket, prefix } = place.folder(scope, id);
  grantObjects(role, bucket, prefix, READ_OBJECTS);
}

/** Whether a key looks like one object rather than a prefix: its last part has an extension. */
function isObject(key: string): boolean {
  return /[^/]\.[a-zA-Z0-9]+$/.test(key);
}

/** The dataset that a text names, when it names one. */
function datasetName(text: string): string | undefined {
  const reference = parseReference(text);
  return reference.kind === 'dataset' ? reference.name : undefined;
}
