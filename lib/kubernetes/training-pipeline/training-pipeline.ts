import { k8s } from 'cdk8s-plus-28';
import { Construct, IConstruct } from 'constructs';
import { defineAccess, executorAccount, trainingNetwork } from './pipeline-access';
import { AskedPipeline, PipelineSettings, pipelineSettings } from './pipeline-settings';
import { ScriptVolumes } from './script-volume';
import { RenderedStep, renderStep } from './steps/step-renderers';
import { LONGEST_PIPELINE_NAME, trainingFilesLimits, workflowLimits } from './workflow-limits';
import { KubernetesTrainingDefinition, PipelineDefinition, RegistryDefinition } from '../../definition';
import { clusterName } from '../../private/names';
import { isKnown } from '../../private/tokens';
import { CronWorkflow, WorkflowTemplate } from '../crds/argo';
import { IExperimentTracker } from '../experiment-tracker';
import { checkPart } from '../foundation/check-part';
import { cronOf } from '../foundation/cron';
import { partLabels } from '../foundation/part-labels';
import { namespaceOf } from '../foundation/part-namespace';
import { restrictedPod, USER } from '../foundation/pod-security';
import { identityMarks } from '../foundation/workload-identity';

/**
 * A pipeline that trains a model in a cluster.
 */
export interface ITrainingPipeline extends IConstruct {
  /** Name of the workflow template: `argo submit --from workflowtemplate/<name>` starts a run. */
  readonly pipelineName: string;
}

/**
 * A training pipeline: its definition, and what its steps read, write and are recorded by.
 */
export interface TrainingPipelineProps extends PipelineDefinition, KubernetesTrainingDefinition {
  /**
   * Name of the pipeline, and of what belongs to it: at most 48 letters.
   *
   * @default - the id of the construct
   */
  readonly pipelineName?: string;

  /**
   * The folder that the paths of scripts are relative to.
   *
   * @default - the folder in which the app runs
   */
  readonly sourceDirectory?: string;

  /**
   * Where runs are recorded, and versions kept: every script finds it as `MLFLOW_TRACKING_URI`.
   *
   * @default - nowhere; `register` steps need one
   */
  readonly tracker?: IExperimentTracker;

  /**
   * How versions are kept: `group` is the name of the model in MLflow.
   *
   * @default - under the name of the pipeline
   */
  readonly registry?: RegistryDefinition;
}

/**
 * Trains a model in steps that run as one workflow of Argo. Code of the user's own runs with the restricted Pod Security Standard, without a
 * token of the cluster.
 *
 * @example
 * new kubernetes.TrainingPipeline(chart, 'churn', {
 *   files: 's3://acme-models/churn/',
 *   steps: { train: { train: { script: 'src/train.py', image: 'registry.example.com/train:7', inputs: { train: 's3://acme-data/churn/' } } } },
 * });
 */
export class TrainingPipeline extends Construct implements ITrainingPipeline {
  public readonly pipelineName: string;

  /** The account as which steps read and write files. */
  public readonly serviceAccountName: string;

  /** The labels of the pods of its steps, for policies and monitors of your own. */
  public readonly podLabels: { [name: string]: string };

  constructor(scope: Construct, id: string, props: TrainingPipelineProps) {
    super(scope, id);
    const { files, identity, pipelineName, registry, sourceDirectory, tracker, ...pipeline } = props;
    const asked: AskedPipeline = {
      pipeline,
      files,
      identity,
      registry,
      name: pipelineName ?? clusterName([id], LONGEST_PIPELINE_NAME),
      namespace: namespaceOf(this),
      directory: sourceDirectory ?? '.',
      trackingUri: tracker?.trackingUri,
    };
    checkPart(this, [
      { struct: 'PipelineDefinition', value: pipeline, path: [], key: 'models.*.pipeline', around: { datasets: {}, features: {} } },
      { struct: 'KubernetesTrainingDefinition', value: { files, ...identity && { identity } }, path: [] },
      ...registry ? [{ struct: 'RegistryDefinition', value: registry, path: ['registry'], key: 'models.*.registry' }] : [],
    ], problems => {
      trainingFilesLimits(files, problems.at('files'));
      workflowLimits(asked, problems);
      if (isKnown(asked.name) && !/^[a-z]([a-z0-9-]{0,46}[a-z0-9])?$/.test(asked.name)) {
        problems.at('pipelineName').add('must be at most 48 lower-case letters, digits and hyphens, beginning with a letter, '
          + `got ${JSON.stringify(asked.name)}`);
      }
    });
    const settings = pipelineSettings(asked);

    this.pipelineName = settings.name;
    this.serviceAccountName = settings.name;
    this.podLabels = { ...partLabels(settings.name) };
    defineAccess(this, settings);
    new k8s.KubeNetworkPolicy(this, 'Network', { metadata: { name: settings.name }, spec: trainingNetwork(settings, this.podLabels) });
    this.defineWorkflow(settings, this.defineSteps(settings));
    this.defineSchedule(settings);
  }

  private defineSteps(settings: PipelineSettings): readonly RenderedStep[] {
    const scripts = new ScriptVolumes(new Construct(this, 'Code'), settings.name);
    return settings.graph.names.flatMap(name => renderStep(settings.graph.step(name)!, { name, settings, scripts }) ?? []);
  }

  private defineWorkflow({ identity, name, pipeline }: PipelineSettings, steps: readonly RenderedStep[]): void {
    new WorkflowTemplate(this, 'Resource', {
      metadata: { name },
      spec: {
        serviceAccountName: name,
        executorAccountName: executorAccount(name),
        podLabels: { ...this.podLabels, ...identityMarks(identity).podLabels },
        securityContext: restrictedPod(USER),
        parameters: Object.fromEntries(Object.entries(pipeline.parameters ?? {}).map(([parameter, value]) => [parameter, String(value)])),
        parallelism: pipeline.parallelism,
        tasks: steps.map(({ task }) => task),
        templates: steps.map(({ template }) => template),
      },
    });
  }

  private defineSchedule({ name, pipeline: { schedule, timeZone } }: PipelineSettings): void {
    if (schedule === undefined) return;
    new CronWorkflow(this, 'Schedule', { metadata: { name }, schedule: cronOf(schedule)!, timeZone: timeZone ?? 'UTC', template: name });
  }
}
