import { Chart } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { keptTracker } from './kept-tracker';
import { ServedModel, servedModels } from './served-model';
import { TrainedModel, trainedModels } from './trained-model';
import { KubernetesPlaceDefinition, LockDefinition, MlopsDefinition, ModelSourceDefinition } from '../../definition';
import { kubernetesPlaces } from '../../definition/places';
import { ExperimentTracker, IExperimentTracker } from '../../kubernetes/experiment-tracker';
import { AskedTracker } from '../../kubernetes/experiment-tracker/tracker-settings';
import { IModelEndpoint, ModelEndpoint } from '../../kubernetes/model-endpoint';
import { IModelMonitor, ModelMonitor } from '../../kubernetes/model-monitor';
import { ITrainingPipeline, TrainingPipeline } from '../../kubernetes/training-pipeline';
import { SystemFiles } from '../system/system-files';

/**
 * The system of which manifests are made, and what is known about it besides.
 */
export interface MlopsChartsProps {
  /** The system: loaded with `DefinitionFile.load`, or written in code. */
  readonly definition: MlopsDefinition;

  /**
   * The versions that are deployed, by environment and model.
   *
   * @default - models with a pipeline have no endpoint, as nothing says which version of them runs
   */
  readonly lock?: LockDefinition;

  /**
   * The folder that paths in the definition are relative to.
   *
   * @default - the folder of the definition's file, else the working directory
   */
  readonly directory?: string;
}

/**
 * One environment of a system in a cluster.
 */
export interface IClusterEnvironment {
  /** Name of the environment. */
  readonly name: string;

  /** The namespace, unless others run in it, too: it comes before everything else. */
  readonly namespaceChart?: Chart;

  /** Everything in the namespace. */
  readonly chart: Chart;

  /** The endpoints, by model. */
  readonly endpoints: { [model: string]: IModelEndpoint };

  /** What watches them, by model; nothing without "prometheus" in the environment. */
  readonly monitors: { [model: string]: IModelMonitor };

  /** Where training runs are recorded, when that is here. */
  readonly tracker?: IExperimentTracker;

  /** What trains models here, by model. */
  readonly pipelines: { [model: string]: ITrainingPipeline };
}

/**
 * The whole system in its clusters: for each environment on Kubernetes a chart of the namespace, and one of what runs in it.
 *
 * @example
 * new kubernetes.MlopsCharts(app, 'credit-risk', { definition: DefinitionFile.load('mlops.yaml') });
 */
export class MlopsCharts extends Construct {
  /**
   * Reads the definition and, beside it, `mlops.lock.json` when there is one. Everything that is wrong with them is said at
   * once, with file, line and column.
   *
   * @param scope the app
   * @param id begins the names of the files
   * @param definitionFile the definition, in YAML or JSON
   */
  public static fromFile(scope: Construct, id: string, definitionFile: string): MlopsCharts {
    const { definition, lock } = SystemFiles.read(definitionFile);
    return new MlopsCharts(scope, id, { definition, lock });
  }

  /** The environments on Kubernetes, by name. */
  public readonly environments: { [name: string]: IClusterEnvironment };

  constructor(scope: Construct, id: string, props: MlopsChartsProps) {
    super(scope, id);
    const { lock } = props;
    const { definition, directory } = SystemFiles.checked(props);
    const environments = kubernetesPlaces(definition).map(([name, place]) =>
      this.defineEnvironment(name, place, definition, { directory, lock }));
    this.environments = Object.fromEntries(environments.map(environment => [environment.name, environment]));
  }

  private defineEnvironment(
    name: string, { namespace, prometheus, shared = false }: KubernetesPlaceDefinition, system: MlopsDefinition,
    { directory, lock }: { readonly directory: string; readonly lock?: LockDefinition },
  ): IClusterEnvironment {
    const labels = { 'app.kubernetes.io/part-of': system.name, 'app.kubernetes.io/managed-by': 'mlops-constructs' };
    const chart = new Chart(this, name, { namespace, labels });
    const namespaceChart = shared ? undefined : this.defineNamespace(`${name}-namespace`, namespace, labels);
    if (namespaceChart) chart.addDependency(namespaceChart);
    const recorded = keptTracker(system, name);
    const tracker = recorded && this.defineTracker(chart, recorded);
    const trained = new Construct(chart, 'Training');
    const pipelines = trainedModels(system, name, directory).map(asked => this.definePipeline(trained, asked, tracker));
    const served = servedModels(system, name, lock);
    const endpoints = served.flatMap(({ model, ...asked }) => model === undefined ? [] : [this.defineEndpoint(chart, model, asked)]);
    const monitors = prometheus === undefined ? [] : endpoints.map(([modelName, endpoint]): [string, IModelMonitor] => {
      const { monitoring } = served.find(asked => asked.modelName === modelName)!;
      return [modelName, new ModelMonitor(chart, `${modelName}-monitor`, { ...monitoring, endpoint, prometheus })];
    });
    return {
      name,
      chart,
      namespaceChart,
      tracker,
      pipelines: Object.fromEntries(pipelines),
      endpoints: Object.fromEntries(endpoints),
      monitors: Object.fromEntries(monitors),
    };
  }

  private defineEndpoint(chart: Chart, model: ModelSourceDefinition, asked: Omit<ServedModel, 'model'>): [model: string, endpoint: IModelEndpoint] {
    const { endpoint, identity, modelName, name, serving } = asked;
    return [modelName, new ModelEndpoint(chart, modelName, { ...endpoint, name, model, serving, identity })];
  }

  private defineTracker(chart: Chart, { cluster, identity, name, tracking }: AskedTracker): IExperimentTracker {
    return new ExperimentTracker(chart, 'ExperimentTracker', { ...tracking, ...cluster, identity, trackerName: name });
  }

  private definePipeline(scope: Construct, asked: TrainedModel, tracker?: IExperimentTracker): [model: string, pipeline: ITrainingPipeline] {
    const { directory, files, identity, modelName, name, pipeline, registry } = asked;
    return [modelName, new TrainingPipeline(scope, modelName, {
      ...pipeline, pipelineName: name, files: files!, identity, registry, tracker, sourceDirectory: directory,
    })];
  }

  /** It is of no namespace itself, so it has a chart of its own. */
  private defineNamespace(id: string, name: string, labels: { [name: string]: string }): Chart {
    const chart = new Chart(this, id, { labels });
    const levels = ['enforce', 'warn', 'audit'].map(mode => [`pod-security.kubernetes.io/${mode}`, 'restricted'] as const);
    new k8s.KubeNamespace(chart, 'Resource', { metadata: { name, labels: Object.fromEntries(levels) } });
    return chart;
  }
}
