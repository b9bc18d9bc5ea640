import { Check } from './monitor-check';
import { MonitorContext } from './monitor-context';
import { mebibytes } from '../../../private/units';
import { hasLocalStorage } from '../../foundation/local-storage';
import { Network } from '../../foundation/network';
import { FOLDERS } from '../monitor-contract';
import { MonitorProgramConfig } from '../monitor-program';

/** One run of a check. */
export interface CheckJob {
  /** An expression of what starts it, so that each run has a name of its own. */
  readonly name: string;
  readonly check: Check;
  readonly context: Pick<MonitorContext, 'role' | 'encryptionKey' | 'network' | 'compute'>;
  readonly program: MonitorProgramConfig;
  readonly environment: Record<string, string>;
  readonly configUri: string;
  readonly baselineUri?: string;
  readonly reportUri: string;
  /** The longest that it may take, in seconds. */
  readonly maxRuntime: number;
}

/** The request of `CreateProcessingJob`, with the names of its API. */
export function renderCheckJob(job: CheckJob): object {
  const { context, program, baselineUri } = job;
  const { compute, network } = context;
  const keyId = context.encryptionKey.keyArn;
  return {
    ProcessingJobName: job.name,
    RoleArn: context.role.roleArn,
    AppSpecification: { ImageUri: program.imageUri, ...(program.entryPoint && { ContainerEntrypoint: program.entryPoint }) },
    Environment: { ...program.environment, ...job.environment },
    ProcessingInputs: [
      renderInput('config', job.configUri, FOLDERS.config),
      ...(program.codeUri ? [renderInput('code', program.codeUri, FOLDERS.code)] : []),
      ...(baselineUri ? [renderInput('baseline', baselineUri, FOLDERS.baseline)] : []),
    ],
    ProcessingOutputConfig: {
      KmsKeyId: keyId,
      Outputs: [{
        OutputName: 'report',
        S3Output: { S3Uri: job.reportUri, LocalPath: FOLDERS.report, S3UploadMode: 'EndOfJob' },
      }],
    },
    ProcessingResources: {
      ClusterConfig: {
        InstanceCount: 1,
        InstanceType: compute.type,
        VolumeSizeInGB: mebibytes(compute.volume) / 1024,
        ...(hasLocalStorage(compute.type) ? {} : { VolumeKmsKeyId: keyId }),
      },
    },
    NetworkConfig: {
      // The program lists the recorded requests and publishes metrics, so it needs the service's or the VPC's network.
      EnableNetworkIsolation: false,
      EnableInterContainerTrafficEncryption: true,
      ...(network && { VpcConfig: renderVpc(network) }),
    },
    StoppingCondition: { MaxRuntimeInSeconds: job.maxRuntime },
  };
}

function renderVpc({ subnetIds, securityGroups }: Network): object {
  return { Subnets: subnetIds, SecurityGroupIds: securityGroups.map(group => group.securityGroupId) };
}

function renderInput(name: string, uri: string, path: string): object {
  return {
    InputName: name,
    S3Input: { S3Uri: uri, LocalPath: path, S3DataType: 'S3Prefix', S3InputMode: 'File', S3DataDistributionType: 'FullyReplicated' },
  };
}
