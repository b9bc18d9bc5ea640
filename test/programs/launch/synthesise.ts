/**
 * Answers each line, the JSON of two folders, with a line: the jobs that templates of an isolated platform have, a monitor whose
 * program is in the first folder, and a pipeline with a process and a train step whose scripts are in the second one.
 */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { MlPlatform, ModelEndpoint, ModelMonitor, MonitorProgram, TrainingPipeline } from 'mlops-constructs';

type Json = ReturnType<typeof JSON.parse>;

/** What CloudFormation would write; of what only exists after the deployment, the name in the template. */
function deployed(value: Json): string {
  if (typeof value === 'string') return value;
  if (value['Fn::Join']) return value['Fn::Join'][1].map(deployed).join(value['Fn::Join'][0]);
  if (value['Fn::GetAtt']) return value['Fn::GetAtt'].join('.');
  return value.Ref === 'AWS::Partition' ? 'aws' : value.Ref;
}

function jobs(monitorDirectory: string, sourceDirectory: string): Json {
  const app = new App({ outdir: mkdtempSync(join(tmpdir(), 'assembly-')) });
  const stack = new Stack(app, 'Jobs', { env: { account: '111111111111', region: 'eu-west-1' } });
  const platform = new MlPlatform(stack, 'Platform', { namePrefix: 'acme', network: { isolated: {} } });
  new ModelMonitor(stack, 'Monitor', {
    endpoint: ModelEndpoint.fromEndpointAttributes(stack, 'Endpoint', { endpointName: 'risk', captureUri: 's3://acme-data/capture/risk/' }),
    program: MonitorProgram.fromScript({ directory: monitorDirectory, entryPoint: 'monitor.py' }),
    platform,
    dataDrift: { baseline: 's3://acme-data/baseline/' },
  });
  new TrainingPipeline(stack, 'Training', {
    pipelineName: 'training',
    sourceDirectory,
    platform,
    steps: {
      prepare: { process: { script: 'step.py', arguments: { text: 'it\'s "quoted" $(whoami)' } } },
      train: { train: { script: 'step.py', framework: 'xgboost', hyperparameters: { rate: 0.1 } } },
    },
  });
  const { Resources } = Template.fromStack(stack).toJSON();
  const { directory } = app.synth();

  const ofType = (type: string): Json[] => Object.values<Json>(Resources).filter(({ Type }) => Type === type);
  const archive = (uri: string) => join(directory, `asset.${uri.split('/').at(-1)}`);

  function processingJob(request: Json): Json {
    const { AppSpecification, Environment, ProcessingInputs } = request;
    return {
      command: [...AppSpecification.ContainerEntrypoint, ...AppSpecification.ContainerArguments ?? []],
      environment: Environment ?? {},
      archive: archive(ProcessingInputs.find(({ InputName }: Json) => InputName === 'code').S3Input.S3Uri),
    };
  }

  const monitor = JSON.parse(deployed(ofType('AWS::Scheduler::Schedule')[0].Properties.Target.Input));
  const [prepare, train] = JSON.parse(deployed(ofType('AWS::SageMaker::Pipeline')[0].Properties.PipelineDefinition.PipelineDefinitionBody)).Steps;
  return {
    monitor: processingJob(monitor),
    prepare: processingJob(prepare.Arguments),
    train: {
      hyperparameters: train.Arguments.HyperParameters,
      environment: train.Arguments.Environment,
      archive: archive(train.Arguments.InputDataConfig.at(-1).DataSource.S3DataSource.S3Uri),
    },
  };
}

createInterface(process.stdin).on('line', line => {
  const [monitorDirectory, sourceDirectory]: [string, string] = JSON.parse(line);
  console.log(JSON.stringify(jobs(monitorDirectory, sourceDirectory)));
});
