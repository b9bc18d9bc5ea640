import { Construct } from 'constructs';
import { ModelPlace, trainingPlace } from './model-place';
import { modelVersion } from './model-version';
import { SystemStack } from './system-stack';
import { VersionFiles } from './version-files';
import { consoleUrl } from '../../aws/foundation/console-url';
import { ModelEndpoint } from '../../aws/model-endpoint';
import { ModelMonitor } from '../../aws/monitoring';
import { checkKeys } from '../../aws/monitoring/checks/check-kinds';
import { isStepOutput } from '../../aws/monitoring/monitor-contract';
import { ITrainingPipeline, TrainingPipeline } from '../../aws/training-pipeline';
import { MonitoringDefinition } from '../../definition';
import { alarmName, trainingEnvironment } from '../../definition/model-home';
import { physicalName } from '../../private/names';

/** The alarm that delivery watches, by its name. */
export function alarmNameOf(place: ModelPlace): string {
  return alarmName(place.system, place.environmentName, place.modelName);
}

/** Watches a model's endpoint, data and predictions. */
export class ModelMonitoringStack extends SystemStack {
  public readonly monitor: ModelMonitor;

  constructor(scope: Construct, id: string, place: ModelPlace, endpoint: ModelEndpoint) {
    super(scope, id, place, `Alarms and checks of ${place.modelName} in ${place.environmentName}`);
    const { model, shared } = place;
    const monitoring = model.monitoring ?? {};
    const files = VersionFiles.of(this, place);
    this.monitor = new ModelMonitor(this, 'Monitor', {
      ...monitoring,
      endpoint,
      alarmName: alarmNameOf(place),
      platform: shared.platform,
      datasets: shared.datasets,
      modelPackage: readsVersion(monitoring) && model.pipeline ? modelVersion(this, place) : undefined,
      artifactBucket: files?.bucket,
      artifactPrefix: files?.prefix,
      trainingPipeline: monitoring.onDrift?.retrain && this.importPipeline(place),
    });
    if (this.monitor.role) files?.grant(this.monitor.role);
    this.show('DashboardUrl', 'How the model is doing',
      consoleUrl(this, 'cloudwatch', `dashboards/dashboard/${this.monitor.dashboard.dashboardName}`));
  }

  private importPipeline(place: ModelPlace): ITrainingPipeline {
    const { system, model, modelName } = place;
    const { account, region } = trainingPlace(place);
    const pipelineName = physicalName([system.name, trainingEnvironment(system, model), modelName]);
    return TrainingPipeline.fromTrainingPipelineAttributes(this, 'TrainingPipeline', { pipelineName, account, region });
  }
}

/** Only the version that serves knows where the outputs of its pipeline are, and explanations need its files. */
function readsVersion(monitoring: MonitoringDefinition): boolean {
  return monitoring.attributionDrift !== undefined
    || checkKeys(monitoring).some(key => monitoring[key]?.baseline !== undefined && isStepOutput(monitoring[key]!.baseline!));
}
