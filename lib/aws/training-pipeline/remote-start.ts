import { join } from 'node:path';
import { Arn, ArnFormat, Duration, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { startRoleName } from './start-role';
import { ITrainingPipeline } from './training-pipeline-interface';
import { acknowledge } from '../foundation/acknowledgements';
import { deadLetterQueue } from '../foundation/dead-letter-queue';
import { HandlerFunction, Operations } from '../foundation/handler-function';

export interface RemoteStartProps extends Omit<Operations, 'deadLetterQueue'> {
  readonly trainingPipeline: ITrainingPipeline;
  readonly accounts: string[];
  /** Names of the roles there. */
  readonly roleNames: string[];
}

/**
 * Lets named roles of other accounts start a pipeline with the parameters of its definition. IAM has no condition for the parameters
 * of a start (Service Authorization Reference: Amazon SageMaker), so those roles may call a function that gives none, and nothing else.
 */
export class RemoteStart extends Construct {
  constructor(scope: Construct, id: string, props: RemoteStartProps) {
    super(scope, id);
    const { trainingPipeline } = props;
    const name = startRoleName(trainingPipeline.pipelineName);
    const handler = new HandlerFunction(this, 'Handler', {
      ...props,
      functionName: name,
      handler: join(__dirname, 'handlers/start-pipeline'),
      description: 'Starts the training pipeline for other accounts.',
      timeout: Duration.minutes(1),
      // The function is called and answers; only who calls it otherwise leaves something here.
      deadLetterQueue: deadLetterQueue(this, 'DeadLetters'),
      environment: { TRAINING_PIPELINE: trainingPipeline.pipelineName },
    });
    trainingPipeline.grants.start(handler);
    const role = new iam.Role(this, 'Role', {
      roleName: name,
      description: `Starts the pipeline ${trainingPipeline.pipelineName} for other accounts`,
      assumedBy: new iam.CompositePrincipal(...props.accounts.map(account => this.namedRoles(account, props.roleNames))),
    });
    iam.Grant.addToPrincipal({ grantee: role, actions: ['lambda:InvokeFunction'], resourceArns: [handler.functionArn] });
    acknowledge(role, 'inlinePolicy');
  }

  /** The account stands for all its roles; a role as principal would have to be there before. */
  private namedRoles(account: string, roleNames: string[]): iam.IPrincipal {
    const roleArns = roleNames.map(resourceName => Arn.format({
      service: 'iam', region: '', account, resource: 'role', resourceName, arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
    }, Stack.of(this)));
    return new iam.AccountPrincipal(account).withConditions({ ArnEquals: { 'aws:PrincipalArn': roleArns } });
  }
}
