import { App, AppProps, Stack } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { DeliveryPipelineProps, IModelRegistry, ITrainingPipeline } from '../../../lib/aws';
import { TrainingPipelineGrants } from '../../../lib/aws/training-pipeline/training-pipeline-grants';

export const ACCOUNT = '111111111111';
export const OTHER_ACCOUNT = '222222222222';
export const REGION = 'eu-west-1';
export const CONNECTION = `arn:aws:codeconnections:${REGION}:${ACCOUNT}:connection/11111111-2222-3333-4444-555555555555`;

export function stackIn(app: App, id: string, account: string = ACCOUNT, region: string = REGION): Stack {
  const stack = new Stack(app, id, { env: { account, region } });
  new s3.CfnBucket(stack, 'Content');
  return stack;
}

/** The registry by its contract; the real one has a test of its own. */
export function registryIn(scope: Construct): IModelRegistry {
  const registry = new Construct(scope, 'Registry');
  return Object.assign(registry, {
    modelPackageGroupName: 'credit',
    modelPackageGroupArn: `arn:aws:sagemaker:${REGION}:${ACCOUNT}:model-package-group/credit`,
    approval: 'manual',
    artifactPrefix: '',
  }) as unknown as IModelRegistry;
}

/** The training pipeline by its contract; the real one has a test of its own. */
export function trainingIn(scope: Construct): ITrainingPipeline {
  const training = Object.assign(new Construct(scope, 'Training'), {
    pipelineName: 'credit-train',
    pipelineArn: `arn:aws:sagemaker:${REGION}:${ACCOUNT}:pipeline/credit-train`,
  }) as unknown as ITrainingPipeline;
  return Object.assign(training, { grants: TrainingPipelineGrants.fromPipeline(training) });
}

export interface System {
  readonly app: App;
  readonly stack: Stack;
  readonly train: Stack;
  readonly dev: Stack;
  readonly prod: Stack;
  readonly props: DeliveryPipelineProps;
}

/** A model that is trained and served in one account and promoted to another. */
export function system(appProps?: AppProps, makeApp: (props?: AppProps) => App = props => new App(props)): System {
  const app = makeApp(appProps);
  const stack = stackIn(app, 'Delivery');
  const [train, dev, prod] = [stackIn(app, 'Train'), stackIn(app, 'DevServing'), stackIn(app, 'ProdServing', OTHER_ACCOUNT)];
  return {
    app,
    stack,
    train,
    dev,
    prod,
    props: {
      pipelineName: 'credit',
      codePipeline: { source: { github: { repository: 'acme/credit-risk', connection: CONNECTION } } },
      paths: ['mlops.yaml', 'src/**'],
      smokeTest: { body: '1,2,3' },
      registry: registryIn(stack),
      trainingPipeline: trainingIn(stack),
      trainingStacks: [train],
      deployments: [
        { environmentName: 'dev', stacks: [dev], servingStack: dev, endpointName: 'credit-dev', alarmNames: ['credit-dev-5xx'] },
        { environmentName: 'prod', stacks: [prod], servingStack: prod, endpointName: 'credit-prod', alarmNames: ['credit-prod-5xx'], protected: true },
      ],
    },
  };
}
