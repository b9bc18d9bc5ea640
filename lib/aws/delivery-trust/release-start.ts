import { Aws, Duration, SecretValue } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { ReleaseRequest, SignIn, VersionWords } from '../../definition/delivery/release-request';
import { acknowledge } from '../foundation/acknowledgements';
import { approvalsOf } from '../foundation/approval-status';
import { countAlarm, tell } from '../foundation/count-alarm';
import { deadLetterQueue, waitingIn } from '../foundation/dead-letter-queue';
import { secretReference } from '../foundation/secret-reference';

/** Where the event has the ARN of the version. */
const VERSION = '$.detail.ModelPackageArn';

/** How a request names the version that is approved: in its body by a field of the event, in its address by the path of that. */
export const APPROVED_VERSION: VersionWords = { inBody: events.EventField.fromPath(VERSION), inQuery: VERSION };

/** Whose approvals are told to whom. */
export interface ReleaseStartProps {
  readonly modelPackageGroupName: string;
  readonly request: ReleaseRequest;
  readonly alarmTopic?: sns.ITopic;
}

/** Tells the system that delivers of each version that is approved: Amazon EventBridge sends it one request, again for a day if it has to. */
export class ReleaseStart extends Construct {
  constructor(scope: Construct, id: string, { alarmTopic, modelPackageGroupName, request }: ReleaseStartProps) {
    super(scope, id);
    const untold = deadLetterQueue(this, 'Untold');
    new events.Rule(this, 'Approved', {
      description: `Starts the release of versions of ${modelPackageGroupName} that have been approved`,
      eventPattern: approvalsOf(modelPackageGroupName),
      targets: [new targets.ApiDestination(this.defineDestination(request), {
        eventRole: this.defineRole(modelPackageGroupName),
        event: events.RuleTargetInput.fromObject(request.body),
        headerParameters: request.headers,
        queryStringParameters: request.query,
        deadLetterQueue: untold,
        maxEventAge: Duration.days(1),
      })],
    });
    tell(alarmTopic, countAlarm(this, 'UntoldAlarm', {
      metric: waitingIn(untold),
      description: `The release of an approved version of ${modelPackageGroupName} could not be started, perhaps because the token has expired`,
    }));
  }

  private defineRole(modelPackageGroupName: string): iam.Role {
    const role = new iam.Role(this, 'Role', {
      description: `Starts the release of versions of ${modelPackageGroupName}`,
      assumedBy: new iam.ServicePrincipal('events.amazonaws.com', { conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } } }),
    });
    acknowledge(role, 'inlinePolicy');
    return role;
  }

  private defineDestination({ signIn, token, url }: ReleaseRequest): events.ApiDestination {
    const secret = secretReference(token);
    const connection = new events.Connection(this, 'Connection', {
      authorization: authorization(signIn, secret),
      bodyParameters: 'field' in signIn ? { [signIn.field]: events.HttpParameter.fromSecret(SecretValue.unsafePlainText(secret)) } : undefined,
    });
    return new events.ApiDestination(this, 'Destination', { connection, endpoint: url, httpMethod: events.HttpMethod.POST, rateLimitPerSecond: 1 });
  }
}

/** Text that names the secret is no secret: AWS CloudFormation puts the value in its place. */
function authorization(signIn: SignIn, secret: string): events.Authorization {
  if ('user' in signIn) return events.Authorization.basic(signIn.user, SecretValue.unsafePlainText(secret));
  // A connection has to have a header; where the token is in the body, this one says only where requests come from.
  if ('field' in signIn) return events.Authorization.apiKey('X-Sent-By', SecretValue.unsafePlainText('Amazon EventBridge'));
  return events.Authorization.apiKey(signIn.header, SecretValue.unsafePlainText(`${signIn.before}${secret}`));
}
