import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { existingEndpoint } from './existing-parts';
import { existingRole } from './existing-role';
import { ModelPlace, trainingPlace } from './model-place';
import { modelVersion } from './model-version';
import { SystemStack } from './system-stack';
import { VersionFiles } from './version-files';
import { grantKey } from '../../aws/foundation/bucket-access';
import { consoleUrl } from '../../aws/foundation/console-url';
import { IModelEndpoint, ModelEndpoint } from '../../aws/model-endpoint';
import { ModelMonitor } from '../../aws/monitoring';
import { checkKeys } from '../../aws/monitoring/checks/check-kinds';
import { isStepOutput } from '../../aws/monitoring/monitor-contract';
import { ITrainingPipeline, TrainingPipeline } from '../../aws/training-pipeline';
import { ExistingEndpointDefinition, ModelDefinition } from '../../definition';
import { alarmName, trainingEnvironment } from '../../definition/model-home';
import { physicalName } from '../../private/names';

/** The alarm that delivery watches, by its name. */
export function alarmNameOf(place: ModelPlace): string {
  return alarmName(place.system, place.environmentName, place.modelName);
}

/** Watches a model's endpoint, data and predictions. */
export class ModelMonitoringStack extends SystemStack {
  public readonly monitor: ModelMonitor;
  public readonly existingEndpoint?: IModelEndpoint;

  /** @param made the endpoint of the system, when it makes one */
  constructor(scope: Construct, id: string, place: ModelPlace, made?: ModelEndpoint) {
    super(scope, id, place, `Alarms and checks of ${place.modelName} in ${place.environmentName}`);
    const { model, shared } = place;
    const monitoring = model.monitoring ?? {};
    const files = VersionFiles.of(this, place);
    const existing = model.endpoint?.existing;
    this.existingEndpoint = existing && ModelEndpoint.fromEndpointAttributes(this, 'Endpoint', existingEndpoint(existing));
    const endpoint = made ?? this.existingEndpoint!;
    this.monitor = new ModelMonitor(this, 'Monitor', {
      ...monitoring,
      endpoint,
      role: existingRole(this, place.aws, 'monitoring'),
      alarmName: alarmNameOf(place),
      platform: shared.platform,
      datasets: shared.datasets,
      modelPackage: readsVersion(model) ? modelVersion(this, place) : undefined,
      artifactBucket: files?.bucket,
      artifactPrefix: files?.prefix,
      trainingPipeline: monitoring.onDrift?.retrain && this.importPipeline(place),
    });
    if (this.monitor.role) {
      files?.grant(this.monitor.role);
      this.letDecrypt(this.monitor.role, existing);
    }
    if (existing) this.show('EndpointName', 'What is watched', existing.name);
    this.show('DashboardUrl', 'How the model is doing',
      consoleUrl(this, 'cloudwatch', `dashboards/dashboard/${this.monitor.dashboard.dashboardName}`));
  }

  /** What somebody else records may be encrypted with another key than that of the environment. */
  private letDecrypt(role: iam.IRole, existing: ExistingEndpointDefinition | undefined): void {
    const keyArn = existing?.capture?.aws?.encryptionKey;
    if (keyArn !== undefined) grantKey(role, kms.Key.fromKeyArn(this, 'CaptureKey', keyArn), false);
  }

  private importPipeline(place: ModelPlace): ITrainingPipeline {
    const { system, model, modelName } = place;
    const { account, region } = trainingPlace(place);
    const pipelineName = physicalName([system.name, trainingEnvironment(system, model), modelName]);
    return TrainingPipeline.fromTrainingPipelineAttributes(this, 'TrainingPipeline', { pipelineName, account, region });
  }
}

/** Only the version that serves knows where the outputs of its pipeline are, and explanations need its files. */
export function readsVersion({ monitoring = {}, pipeline }: ModelDefinition): boolean {
  if (pipeline === undefined) return false;
  return monitoring.attributionDrift !== undefined
    || checkKeys(monitoring).some(key => monitoring[key]?.baseline !== undefined && isStepOutput(monitoring[key]!.baseline!));
}
