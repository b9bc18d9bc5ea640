import { Construct } from 'constructs';
import { ContainerDefinition } from '../../../definition/model-definition';
import { parseReference } from '../../../definition/pipeline/reference';
import { StepGraph } from '../../../definition/pipeline/step-graph';
import { valueReference } from '../../../definition/pipeline/step-references';
import { IDatasetStore } from '../../dataset-store';
import { IFeatureStore } from '../../feature-store';
import { IPackageIndex } from '../../foundation/package-index';
import { s3Uri } from '../../foundation/s3-place';
import { IModelRegistry } from '../../model-registry';
import { EXECUTION_ID, Expression, get, join, Value } from '../pipeline-expression';

/** What every step of a pipeline is made with. */
export interface PipelineSettings {
  readonly scope: Construct;
  readonly graph: StepGraph;
  readonly roleArn: string;
  readonly keyArn: string;
  /** Where the pipeline writes, as `s3://bucket/pipelines/<name>` without a slash at the end. */
  readonly outputUri: string;
  readonly sourceDirectory: string;
  readonly vpcConfig?: { readonly Subnets: string[]; readonly SecurityGroupIds: string[] };
  readonly trackingUri?: string;
  /** Where jobs install packages from, when it is not PyPI. */
  readonly packages?: IPackageIndex;
  /** False when no job may be cut off from the network. */
  readonly isolated: boolean;
  readonly datasets: Readonly<Record<string, IDatasetStore>>;
  readonly features: Readonly<Record<string, IFeatureStore>>;
  readonly registry?: IModelRegistry;
  readonly container?: ContainerDefinition;
  readonly metadata: Readonly<Record<string, string>>;
  readonly inferenceInstanceTypes?: string[];
  readonly transformInstanceTypes?: string[];
}

/** What a step knows of the others, however those are rendered. */
export interface Neighbours {
  /** An output of another step. */
  output(step: string, name: string): Expression;
  /** The outputs of another step whose places are kept with a version. */
  kept(step: string): readonly string[];
  /** The steps of one way out of this step. */
  nested(side: string): object[];
}

/** One step, and how it names what other steps make. */
export class StepContext {
  constructor(public readonly name: string, public readonly settings: PipelineSettings, public readonly others: Neighbours) {}

  /** Where an output of this step goes: a new place in every run. */
  public outputUri(...parts: string[]): Expression {
    return join('/', this.settings.outputUri, EXECUTION_ID, this.name, ...parts);
  }

  /** Where the data of a reference is. */
  public data(text: string): string | Expression {
    const reference = parseReference(text);
    switch (reference.kind) {
      case 'step': return this.others.output(reference.owner, reference.name);
      case 'dataset': return this.settings.datasets[reference.name]!.uri;
      case 'features': {
        const { offlineBucket, offlinePrefix } = this.settings.features[reference.name]!;
        return s3Uri({ bucket: offlineBucket!, prefix: offlinePrefix ?? '' });
      }
      default: return text;
    }
  }

  /** A plain value: a parameter of the pipeline, what a Lambda or callback step answered, or the value as it stands. */
  public value(value: string | number | boolean): Value {
    const reference = valueReference(value, this.settings.graph.steps);
    if (reference === undefined) return value;
    return get(reference.kind === 'parameter' ? `Parameters.${reference.name}` : `Steps.${reference.owner}.OutputParameters['${reference.name}']`);
  }
}
