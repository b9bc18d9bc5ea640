import { Construct } from 'constructs';
import { ContainerDefinition } from '../../../definition/model-definition';
import { entry } from '../../../definition/rules/names';
import { StepDefinition } from '../../../definition/step-definition';
import { isAnswer, kindOf, parseReference } from '../../../definition/step-reference';
import { IDatasetStore } from '../../dataset-store';
import { IFeatureStore } from '../../feature-store';
import { IPackageIndex } from '../../ml-platform';
import { IModelRegistry } from '../../model-registry';
import { EXECUTION_ID, Expression, get, join, Value } from '../pipeline-expression';
import { StepGraph } from '../step-graph';

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

/** One step, and how it names what other steps make. */
export class StepContext {
  constructor(public readonly name: string, public readonly settings: PipelineSettings) {}

  /** Where an output of this step goes: a new place in every run. */
  public outputUri(...parts: string[]): Expression {
    return join('/', this.settings.outputUri, EXECUTION_ID, this.name, ...parts);
  }

  /** Where the data of a reference is. */
  public data(text: string): string | Expression {
    const reference = parseReference(text);
    if (reference.kind === 'place') return reference.uri;
    if (reference.kind === 'step') return this.output(reference.step, reference.output);
    if (reference.kind === 'dataset') return this.settings.datasets[reference.name]!.uri;
    const { offlineBucket, offlinePrefix } = this.settings.features[reference.name]!;
    return `s3://${offlineBucket!.bucketName}/${offlinePrefix ?? ''}`;
  }

  /**
   * An output of another step, from what its job reports. So it is right too when that step's result is taken from an earlier
   * run.
   */
  public output(stepName: string, output: string): Expression {
    const step = this.settings.graph.steps[stepName]!;
    const property = (path: string) => get(`Steps.${stepName}.${path}`);
    switch (kindOf(step)) {
      case 'process': case 'explain': return property(`ProcessingOutputConfig.Outputs['${output}'].S3Output.S3Uri`);
      case 'train': return property('ModelArtifacts.S3ModelArtifacts');
      case 'tune': return join(
        '/', property('TrainingJobDefinition.OutputDataConfig.S3OutputPath'), property('BestTrainingJob.TrainingJobName'), 'output', 'model.tar.gz',
      );
      case 'transform': return property('TransformOutput.S3OutputPath');
      default: return property('ModelName');
    }
  }

  /** A plain value: a parameter of the pipeline, what a Lambda or callback step answered, or the value as it stands. */
  public value(value: string | number | boolean): Value {
    if (typeof value !== 'string') return value;
    const reference = parseReference(value);
    if (reference.kind === 'parameter') return get(`Parameters.${reference.name}`);
    if (reference.kind === 'step' && isAnswer(value, this.settings.graph.steps)) {
      return get(`Steps.${reference.step}.OutputParameters['${reference.output}']`);
    }
    return value;
  }

  /** The step that a reference to a model names, with the step that trained it. */
  public trainedBy(reference: string): StepDefinition | undefined {
    const parsed = parseReference(reference);
    const step = parsed.kind === 'step' ? entry(this.settings.graph.steps, parsed.step) : undefined;
    return step?.createModel ? this.trainedBy(step.createModel.model) : step;
  }
}
