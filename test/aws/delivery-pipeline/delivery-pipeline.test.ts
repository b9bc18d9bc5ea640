import { App, Aws, CfnParameter, Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import { ACCOUNT, CONNECTION, OTHER_ACCOUNT, REGION, stackIn, system } from './fixtures';
import { DeliveryPipeline, DeliveryPipelineProps } from '../../../lib/aws';
import { checkedApp, findings } from '../../quality/policy-checks';

/** What a template holds, to look into. */
type Json = ReturnType<typeof JSON.parse>;

interface Action {
  readonly Name: string;
  readonly RunOrder: number;
  readonly ActionTypeId: { Provider: string };
  readonly Configuration: Json;
  readonly RoleArn?: Json;
  readonly TimeoutInMinutes?: number;
  readonly Region?: string;
}

interface Stage {
  readonly Name: string;
  readonly Actions: Action[];
  readonly OnFailure?: Json;
  readonly OnSuccess?: Json;
}

type Change = (props: DeliveryPipelineProps, stack: Stack, app: App) => Partial<DeliveryPipelineProps>;

let standard: ReturnType<typeof synthesizedAnew> | undefined;

/** Most tests look at the same system, which is synthesised once. */
function synthesized(change?: Change): ReturnType<typeof synthesizedAnew> {
  return change ? synthesizedAnew(change) : standard ??= synthesizedAnew();
}

function synthesizedAnew(change: Change = () => ({})) {
  const { app, stack, props } = system();
  const delivery = new DeliveryPipeline(stack, 'Pipeline', { ...props, ...change(props, stack, app) });
  const template = Template.fromStack(stack);
  const pipelines = Object.values(template.findResources('AWS::CodePipeline::Pipeline')).map(resource => resource.Properties);
  const deliver = pipelines.find(pipeline => pipeline.Variables === undefined)!;
  const release = pipelines.find(pipeline => pipeline.Variables !== undefined);
  return { delivery, stack, template, deliver, release, stages: (deliver.Stages as Stage[]), releaseStages: (release?.Stages ?? []) as Stage[] };
}

function statementsOf(template: Template, role: string): Json[] {
  return Object.entries(template.findResources('AWS::IAM::Policy')).filter(([id]) => id.startsWith(role))
    .flatMap(([, policy]) => policy.Properties.PolicyDocument.Statement);
}

/** The roles that a role may take on. */
function assumed(template: Template, role: string): Json[] {
  return statementsOf(template, role).filter(({ Action: action }) => action === 'sts:AssumeRole').flatMap(({ Resource }) => Resource);
}

const names = (stages: Stage[]) => stages.map(stage => [stage.Name, ...stage.Actions.map(action => action.Name)]);
const noTraining = { trainingPipeline: undefined, trainingStacks: undefined };
const s3Source = { codePipeline: { source: { s3: { object: 's3://sources/credit/source.zip' } } }, paths: undefined };

describe('the two pipelines', () => {
  test('deliver until training has started, and release from environment to environment', () => {
    const { stages, releaseStages } = synthesized();
    expect(names(stages)).toEqual([
      ['Source', 'Repository'], ['Build', 'Build'], ['Train', 'Publish', 'Train', 'StartTraining'], ['Release', 'HandOver', 'StartRelease'],
    ]);
    expect(names(releaseStages)).toEqual([
      ['Source', 'Assembly'], ['Verify', 'Verify'], ['dev', 'Publish', 'DevServing', 'SmokeTest'],
      ['Approve-prod', 'Approve', 'Verify'], ['prod', 'Publish', 'ProdServing', 'SmokeTest'],
    ]);
  });

  test('are of type V2, queue their runs and keep artifacts with a customer-managed key', () => {
    const { template, deliver, release } = synthesized();
    for (const pipeline of [deliver, release]) {
      expect(pipeline).toMatchObject({ PipelineType: 'V2', ExecutionMode: 'QUEUED', ArtifactStore: { Type: 'S3', EncryptionKey: { Type: 'KMS' } } });
    }
    template.hasResourceProperties('AWS::S3::Bucket', { VersioningConfiguration: { Status: 'Enabled' } });
  });

  test('hand the stacks over at one key, and no source is polled', () => {
    const { stages, releaseStages } = synthesized();
    expect(stages[3]!.Actions[0]!.Configuration).toMatchObject({ ObjectKey: 'release/assembly.zip', Extract: 'false' });
    expect(releaseStages[0]!.Actions[0]!.Configuration).toMatchObject({ S3ObjectKey: 'release/assembly.zip', PollForSourceChanges: false });
  });

  test('become one pipeline when the version is pinned in the templates', () => {
    const { stages, release } = synthesized(({ deployments }) => ({
      deployments: deployments.map(deployment => ({ ...deployment, servingStack: undefined })),
    }));
    expect(release).toBeUndefined();
    expect(names(stages).map(([stage]) => stage)).toEqual(['Source', 'Build', 'Train', 'dev', 'Approve-prod', 'prod']);
    expect(stages[3]!.Actions.map(action => action.Configuration.ParameterOverrides)).toEqual([undefined, undefined, undefined]);
  });

  test('have no training stage when nothing is trained', () => {
    expect(names(synthesized(() => noTraining).stages).map(([stage]) => stage)).toEqual(['Source', 'Build', 'Release']);
  });
});

describe('the source', () => {
  test('is a CodeConnections source whose trigger filters one branch and paths, never tags', () => {
    const { deliver, stages } = synthesized();
    expect(stages[0]!.Actions[0]).toMatchObject({
      ActionTypeId: { Provider: 'CodeStarSourceConnection' }, Configuration: { ConnectionArn: CONNECTION, FullRepositoryId: 'acme/credit-risk', BranchName: 'main' },
    });
    expect(deliver.Triggers).toEqual([{
      ProviderType: 'CodeStarSourceConnection',
      GitConfiguration: { SourceActionName: 'Repository', Push: [{ Branches: { Includes: ['main'] }, FilePaths: { Includes: ['mlops.yaml', 'src/**'] } }] },
    }]);
  });

  test.each([[8, [8]], [9, [8, 1]], [24, [8, 8, 8]]])('spreads %d paths over filters of eight', (count, sizes) => {
    const { deliver } = synthesized(() => ({ paths: Array.from({ length: count }, (_, index) => `p${index}/**`) }));
    expect(deliver.Triggers[0].GitConfiguration.Push.map((filter: Json) => filter.FilePaths.Includes.length)).toEqual(sizes);
    expect(deliver.Triggers[0].GitConfiguration.Push.every((filter: Json) => filter.Branches.Includes[0] === 'main')).toBe(true);
  });

  test('can be a repository in a nested group', () => {
    const { stages } = synthesized(() => ({ codePipeline: { source: { gitlab: { repository: 'acme/ml/credit', branch: 'trunk', connection: CONNECTION } } } }));
    expect(stages[0]!.Actions[0]!.Configuration).toMatchObject({ FullRepositoryId: 'acme/ml/credit', BranchName: 'trunk' });
  });

  test('says in an output that a connection begins as Pending', () => {
    const { template } = synthesized();
    const [output] = Object.values(template.findOutputs('*'));
    expect(output).toMatchObject({ Value: CONNECTION, Description: expect.stringContaining('Pending') });
  });

  test('in Amazon S3 starts the pipeline by an event, without polling and without a trigger', () => {
    const { template, deliver, stages } = synthesized(() => s3Source);
    expect(deliver.Triggers).toBeUndefined();
    expect(stages[0]!.Actions[0]!.Configuration).toEqual({ S3Bucket: 'sources', S3ObjectKey: 'credit/source.zip', PollForSourceChanges: false });
    template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: { 'source': ['aws.s3'], 'detail-type': ['Object Created'], 'detail': { bucket: { name: ['sources'] }, object: { key: ['credit/source.zip'] } } },
      Targets: [Match.objectLike({ DeadLetterConfig: Match.anyValue() })],
    });
  });
});

describe('the build', () => {
  const commands = (template: Template) => {
    const project = Object.entries(template.findResources('AWS::CodeBuild::Project')).find(([id]) => id.startsWith('PipelineBuild'))![1];
    return JSON.parse(project.Properties.Source.BuildSpec);
  };

  test('installs, tests, synthesises and reports what changes', () => {
    const spec = commands(synthesized().template);
    expect(spec.phases.install.commands).toEqual(['npm ci']);
    expect(spec.phases.build.commands.slice(0, 2)).toEqual(['npm test', 'npx --no -- cdk synth']);
    const rest: string = spec.phases.build.commands.join('\n');
    expect(rest).toContain("npx --no -- cdk diff --app cdk.out --method=template --no-color --exclusively 'Train' 'DevServing' 'ProdServing' > review/changes.txt");
    expect(Object.keys(spec.artifacts['secondary-artifacts'])).toEqual(['Assembly', 'Review']);
  });

  test('runs no tool in whatever version is newest, and neither does what publishes', () => {
    const specs = Object.values(synthesized().template.findResources('AWS::CodeBuild::Project')).map(project => JSON.parse(project.Properties.Source.BuildSpec));
    const lines = specs.flatMap(({ phases }) => Object.values<Json>(phases).flatMap(({ commands: given = [] }) => given as string[]));
    const tools = lines.filter(line => /\b(npx|npm|pip|yarn|pnpm)\b/.test(line));
    expect(tools).toHaveLength(7);
    // What the lock file says, or an exact version.
    expect(tools.filter(line => !/^npm (ci|test)$|^npx --no -- cdk |^npx --yes [\w@/-]+@\d+\.\d+\.\d+ /.test(line))).toEqual([]);
  });

  test('takes the commands of the definition', () => {
    const spec = commands(synthesized(() => ({ install: ['pip install -r requirements.txt'], test: [], synth: ['python app.py'] })).template);
    expect(spec.phases.install.commands).toEqual(['pip install -r requirements.txt']);
    expect(spec.phases.build.commands[0]).toBe('python app.py');
  });

  test('may read what is deployed, but neither publish nor deploy', () => {
    const resources = assumed(synthesized().template, 'PipelineBuildRole');
    expect(resources).toHaveLength(2);
    for (const account of [ACCOUNT, OTHER_ACCOUNT]) expect(JSON.stringify(resources)).toContain(`:role/cdk-hnb659fds-lookup-role-${account}-${REGION}`);
  });

  test('may not hand stacks to the releases by itself', () => {
    expect(statementsOf(synthesized().template, 'PipelineBuildRole').filter(({ Effect }) => Effect === 'Deny')).toEqual([{
      Effect: 'Deny', Action: 's3:PutObject', Resource: { 'Fn::Join': ['', [expect.anything(), '/release/assembly.zip']] },
    }]);
  });

  test.each(['PipelineBuildRole', 'PipelinePublishprodRole'])('runs for projects of this account alone: %s', id => {
    const [role] = Object.entries(synthesized().template.findResources('AWS::IAM::Role')).filter(([key]) => key.startsWith(id)).map(([, value]) => value);
    expect(role!.Properties.AssumeRolePolicyDocument.Statement).toEqual([{
      Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'codebuild.amazonaws.com' }, Condition: { StringEquals: { 'aws:SourceAccount': ACCOUNT } },
    }]);
  });

  test('is not privileged and writes encrypted logs', () => {
    const { template } = synthesized();
    template.hasResourceProperties('AWS::CodeBuild::Project', {
      Environment: { PrivilegedMode: false }, LogsConfig: { CloudWatchLogs: { Status: 'ENABLED' } }, EncryptionKey: Match.anyValue(),
    });
    template.resourceCountIs('AWS::Logs::ResourcePolicy', 0);
  });
});

describe('an environment', () => {
  test('is deployed with the bootstrapped roles of its account, and takes the released version as parameter', () => {
    const { releaseStages } = synthesized();
    const [publish, deploy] = releaseStages[4]!.Actions;
    expect(publish).toMatchObject({ Name: 'Publish', RunOrder: 1, ActionTypeId: { Provider: 'CodeBuild' } });
    expect(JSON.stringify(deploy!.RoleArn)).toContain(`:iam::${OTHER_ACCOUNT}:role/cdk-hnb659fds-deploy-role-${OTHER_ACCOUNT}-${REGION}`);
    expect(JSON.stringify(deploy!.Configuration.RoleArn)).toContain(`:iam::${OTHER_ACCOUNT}:role/cdk-hnb659fds-cfn-exec-role-${OTHER_ACCOUNT}-${REGION}`);
    expect(deploy!.Configuration).toMatchObject({
      ActionMode: 'CREATE_UPDATE',
      StackName: 'ProdServing',
      TemplatePath: 'Assembly::ProdServing.template.json',
      ParameterOverrides: '{"ModelPackageArn":"#{variables.modelPackageArn}"}',
    });
  });

  test('gives the version to every stack that asks for it, such as the one that monitors it', () => {
    const { releaseStages } = synthesized((_props, _stack, app) => {
      const [serving, monitoring] = [stackIn(app, 'Serving'), stackIn(app, 'Monitoring')];
      new CfnParameter(monitoring, 'ModelPackageArn');
      return { deployments: [{ environmentName: 'dev', stacks: [serving, monitoring], servingStack: serving }] };
    });
    const version = '{"ModelPackageArn":"#{variables.modelPackageArn}"}';
    expect(releaseStages[2]!.Actions.map(action => action.Configuration.ParameterOverrides)).toEqual([undefined, version, version]);
  });

  test('gives only the serving stack the parameter, under the name that it has', () => {
    const { releaseStages } = synthesized((_props, _stack, app) => {
      const [platform, serving] = [stackIn(app, 'Platform'), stackIn(app, 'Serving')];
      return { deployments: [{ environmentName: 'dev', stacks: [platform, serving], servingStack: serving, versionParameterName: 'Version' }] };
    });
    expect(releaseStages[2]!.Actions.map(action => [action.Name, action.RunOrder, action.Configuration.ParameterOverrides])).toEqual([
      ['Publish', 1, undefined], ['Platform', 2, undefined], ['Serving', 3, '{"Version":"#{variables.modelPackageArn}"}'],
    ]);
  });

  test('lets its deploy role read the artifacts, and decrypt them when it is in another account', () => {
    const { template } = synthesized();
    template.hasResourceProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([Match.objectLike({
          Action: ['s3:GetObject', 's3:GetObjectVersion'],
          Principal: { AWS: { 'Fn::Join': ['', Match.arrayWith([`:iam::${ACCOUNT}:role/cdk-hnb659fds-deploy-role-${ACCOUNT}-${REGION}`])] } },
        })]),
      },
    });
    const [key] = Object.values(template.findResources('AWS::KMS::Key'));
    const decrypting = key!.Properties.KeyPolicy.Statement.filter((statement: Json) => JSON.stringify(statement).includes('deploy-role'));
    expect(decrypting).toHaveLength(1);
    expect(decrypting[0]).toMatchObject({ Action: ['kms:Decrypt', 'kms:DescribeKey'] });
    expect(JSON.stringify(decrypting)).toContain(OTHER_ACCOUNT);
  });

  test('is published after its approval, with a role that reaches no other environment', () => {
    const { template, releaseStages } = synthesized();
    expect(names(releaseStages).slice(3)).toEqual([['Approve-prod', 'Approve', 'Verify'], ['prod', 'Publish', 'ProdServing', 'SmokeTest']]);
    expect(JSON.stringify(assumed(template, 'PipelinePublishprodRole'))).toContain(`:role/cdk-hnb659fds-file-publishing-role-${OTHER_ACCOUNT}-${REGION}`);
    expect(assumed(template, 'PipelinePublishprodRole')).toHaveLength(1);
    expect(JSON.stringify(assumed(template, 'PipelinePublishdevRole'))).not.toContain(OTHER_ACCOUNT);
    expect(statementsOf(template, 'PipelinePublishprodRole').flatMap(({ Action: action }) => action)).not.toContain('s3:PutObject');
    const project = Object.entries(template.findResources('AWS::CodeBuild::Project')).find(([id]) => id.startsWith('PipelinePublishprod'))![1];
    expect(JSON.parse(project.Properties.Source.BuildSpec).phases.build.commands)
      .toEqual(['npx --yes cdk-assets@4.7.3 publish --path ProdServing.assets.json']);
  });

  test('that is pinned tells the approver, the smoke test and the check of its own version', () => {
    const pinnedVersion = `arn:aws:sagemaker:${REGION}:${ACCOUNT}:model-package/credit/3`;
    const { releaseStages } = synthesized(({ deployments: [dev, prod] }) => ({
      deployments: [dev!, { ...prod!, servingStack: undefined, pinnedVersion }],
    }));
    const [approve, verify] = releaseStages[3]!.Actions;
    expect(approve!.Configuration.CustomData).toBe(`Deploys ${pinnedVersion} to prod. What changes is in the artifact Review of the build.`);
    expect(verify).toMatchObject({ Name: 'Verify', RunOrder: 2, Configuration: { UserParameters: JSON.stringify({ version: pinnedVersion }) } });
    expect(JSON.stringify(releaseStages[4]!.Actions[2]!.Configuration.UserParameters)).toContain(`\\"version\\":\\"${pinnedVersion}\\"`);
    expect(JSON.stringify(releaseStages[2]!.Actions[2]!.Configuration.UserParameters)).toContain('#{variables.modelPackageArn}');
  });

  test('that serves no version tells of the change alone', () => {
    const { releaseStages } = synthesized(({ deployments: [dev, prod] }) => ({ deployments: [dev!, { ...prod!, servingStack: undefined }] }));
    expect(releaseStages[3]!.Actions.map(({ Name }) => Name)).toEqual(['Approve']);
    expect(releaseStages[3]!.Actions[0]!.Configuration.CustomData).toContain('Deploys the change to prod');
  });

  test('uses the qualifier of its own bootstrap', () => {
    const { releaseStages } = synthesized(() => {
      const app = new App({ context: { '@aws-cdk/core:bootstrapQualifier': 'mlops' } });
      const serving = stackIn(app, 'Serving');
      return { deployments: [{ environmentName: 'dev', stacks: [serving], servingStack: serving }] };
    });
    expect(JSON.stringify(releaseStages[2]!.Actions[1]!.RoleArn)).toContain(`cdk-mlops-deploy-role-${ACCOUNT}-${REGION}`);
  });

  test('rolls back when an action fails or an alarm goes off', () => {
    const { releaseStages } = synthesized();
    expect(releaseStages[2]!.OnFailure).toEqual({ Result: 'ROLLBACK' });
    expect(releaseStages[2]!.OnSuccess.Conditions).toMatchObject([{
      Result: 'ROLLBACK',
      Rules: [{ RuleTypeId: { Category: 'Rule', Owner: 'AWS', Provider: 'CloudWatchAlarm', Version: '1' }, Configuration: { AlarmName: 'credit-dev-5xx', WaitTime: '10' } }],
    }]);
    expect(releaseStages[4]!.OnFailure).toEqual({ Result: 'ROLLBACK' });
  });

  test('in another account has its alarms watched by the smoke test, through the role there', () => {
    const { releaseStages, template } = synthesized();
    expect(releaseStages[4]!.OnSuccess).toBeUndefined();
    const parameters = JSON.stringify(releaseStages[4]!.Actions[2]!.Configuration.UserParameters);
    expect(parameters).toContain(`${OTHER_ACCOUNT}:role/credit-prod-release`);
    expect(parameters).toContain('\\"alarmNames\\":[\\"credit-prod-5xx\\"],\\"watchSeconds\\":600');
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Action: 'sts:AssumeRole', Resource: { 'Fn::Join': ['', Match.arrayWith([`:iam::${OTHER_ACCOUNT}:role/credit-prod-release`])] } })]) },
    });
  });

  test('that is protected waits for an approval in a stage of its own, so that a refusal rolls nothing back', () => {
    const { releaseStages } = synthesized();
    expect(releaseStages[3]).toMatchObject({ Name: 'Approve-prod', Actions: [{ Name: 'Approve', TimeoutInMinutes: 7 * 24 * 60 }, { Name: 'Verify', RunOrder: 2 }] });
    expect(releaseStages[3]!.OnFailure).toBeUndefined();
    expect(releaseStages[3]!.Actions[0]!.Configuration.CustomData).toContain('#{variables.modelPackageArn}');
  });

  test('is not approved when the definition says so, and for as long as it says', () => {
    expect(names(synthesized(() => ({ approval: false })).releaseStages).map(([name]) => name)).toEqual(['Source', 'Verify', 'dev', 'prod']);
    expect(synthesized(() => ({ approvalTimeout: Duration.days(1) })).releaseStages[3]!.Actions[0]!.TimeoutInMinutes).toBe(1440);
  });

  test('in another region is deployed from the bucket there', () => {
    const { releaseStages, release, template } = synthesized((_props, stack, app) => {
      const serving = stackIn(app, 'FarServing', ACCOUNT, 'eu-central-1');
      const encryptionKey = kms.Key.fromKeyArn(stack, 'FarKey', `arn:aws:kms:eu-central-1:${ACCOUNT}:key/1`);
      const far = s3.Bucket.fromBucketAttributes(stack, 'Far', { bucketName: 'far', region: 'eu-central-1', encryptionKey });
      return { deployments: [{ environmentName: 'far', stacks: [serving], servingStack: serving }], replicationBuckets: { 'eu-central-1': far } };
    });
    expect(releaseStages[2]!.Actions[1]!.Region).toBe('eu-central-1');
    expect(release!.ArtifactStores.map((store: Json) => store.Region).sort()).toEqual(['eu-central-1', 'eu-west-1']);
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Action: Match.arrayWith(['kms:Decrypt']), Resource: `arn:aws:kms:eu-central-1:${ACCOUNT}:key/1` })]) },
    });
  });
});

describe('training and approvals', () => {
  test('starts training with the run of the delivery as token, and does not wait', () => {
    const { stages } = synthesized();
    const start = stages[2]!.Actions[2]!;
    expect(start).toMatchObject({ ActionTypeId: { Provider: 'Lambda' }, RunOrder: 3, Configuration: { UserParameters: '{"executionId":"#{codepipeline.PipelineExecutionId}"}' } });
  });

  test('takes only events of approvals, and queues them', () => {
    const { template } = synthesized();
    template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: {
        'source': ['aws.sagemaker'],
        'detail-type': ['SageMaker Model Package State Change'],
        'detail': { ModelPackageGroupName: ['credit'], ModelApprovalStatus: ['Approved'], UpdatedModelPackageFields: ['ModelApprovalStatus', { exists: false }] },
      },
      Targets: [Match.objectLike({ DeadLetterConfig: Match.anyValue() })],
    });
    template.hasResourceProperties('AWS::SQS::Queue', { RedrivePolicy: Match.objectLike({ maxReceiveCount: 5 }), VisibilityTimeout: 360 });
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', { BatchSize: 1, FunctionResponseTypes: ['ReportBatchItemFailures'] });
  });

  test('remembers releases in a table with recovery, expiry, key and protection', () => {
    synthesized().template.hasResource('AWS::DynamoDB::Table', {
      DeletionPolicy: 'Retain',
      Properties: Match.objectLike({
        BillingMode: 'PAY_PER_REQUEST',
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
        SSESpecification: { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: Match.anyValue() },
        DeletionProtectionEnabled: true,
      }),
    });
  });

  test('gives every function its own encrypted log group, traces and a timeout', () => {
    const { template } = synthesized();
    const functions = Object.values(template.findResources('AWS::Lambda::Function')).map(({ Properties }) => Properties);
    expect(functions).toHaveLength(5);
    for (const each of functions) {
      expect(each).toMatchObject({ TracingConfig: { Mode: 'Active' }, LoggingConfig: { LogGroup: expect.anything(), LogFormat: 'JSON' }, Runtime: 'nodejs22.x' });
      expect(each.Timeout).toBeGreaterThanOrEqual(60);
    }
    for (const { Properties } of Object.values(template.findResources('AWS::Logs::LogGroup'))) {
      expect(Properties).toMatchObject({ RetentionInDays: 365, KmsKeyId: expect.anything() });
    }
  });

  test('sends alarms for errors, dead letters and failed runs to the topic', () => {
    const { template } = synthesized((_props, stack) => ({ notificationTopic: new sns.Topic(stack, 'Alarms') }));
    const alarms = Object.values(template.findResources('AWS::CloudWatch::Alarm')).map(({ Properties }) => Properties);
    expect(alarms.map(({ MetricName }) => MetricName).sort()).toEqual([
      'ApproximateNumberOfMessagesVisible', 'Errors', 'Errors', 'Errors', 'Errors', 'Errors', 'FailedPipelineExecutions', 'FailedPipelineExecutions',
    ]);
    expect(alarms.every(({ AlarmActions }) => AlarmActions?.length === 1)).toBe(true);
  });
});

describe('what is wrong', () => {
  const message = (change: Change) => {
    try {
      synthesized(change);
    } catch (error) {
      expect(error).toMatchObject({ code: 'InvalidProps' });
      return (error as Error).message;
    }
    return '';
  };
  const first = (props: DeliveryPipelineProps, change: object) => ({ deployments: [{ ...props.deployments[0]!, ...change }] });

  test.each<[string, Change, string]>([
    ['fails when a source in Amazon S3 has path filters', () => ({ ...s3Source, paths: ['a'] }), 'paths: cannot be used with a source in Amazon S3'],
    ['fails with more paths than a trigger takes', () => ({ paths: Array(25).fill('a') }), 'paths: must have at most 24 patterns, got 25'],
    ['fails when no system delivers', () => ({ codePipeline: undefined }), 'is not valid:\n  takes exactly one of "codePipeline", "githubActions", "gitlabCi", "azurePipelines", "cloudBuild", "jenkins", got none'],
    ['fails when another system delivers', () => ({ codePipeline: undefined, githubActions: { repository: 'acme/shop' } }), 'githubActions: cannot be used here: this construct is AWS CodePipeline'],
    ['fails when the source stands beside its system', () => ({ codePipeline: undefined, ...{ source: {} } }), 'source: there is no key "source" here; it stands under "codePipeline"'],
    ['fails when the source in Amazon S3 is a prefix', () => ({ ...s3Source, codePipeline: { source: { s3: { object: 's3://bucket/p/' } } } }), 'codePipeline.source.s3.object: must be one object, a zip file such as s3://bucket/source.zip, got "s3://bucket/p/"'],
    ['fails when a smoke test may take longer than a request', () => ({ smokeTest: { body: '1', maxLatency: '61s' } }), 'smokeTest.maxLatency: must be at most 60s, got "61s"'],
    ['fails when the sample request is too large', () => ({ smokeTest: { body: '1'.repeat(3000) } }), 'smokeTest.body: must be at most 3000 bytes, got 3002'],
    ['fails when request and schema are too large together', () => ({ smokeTest: { body: '1'.repeat(2900), answer: { schema: { enum: ['x'.repeat(600)] } } } }), 'smokeTest.answer: must leave the test at most 3500 bytes with its request, got 3'],
    ['fails when the sample request is not the JSON that it says', () => ({ smokeTest: { body: '{ age: 1 }', contentType: 'application/json' } }), 'smokeTest.body: must be JSON, as "application/json" says, got "{ age: 1 }"'],
    ['fails when the requests take longer than the test', () => ({ smokeTest: { body: '1', requests: 30 } }), 'smokeTest.requests: must take at most 150 seconds with one more and `maxLatency` (5s), got 30; send fewer, or allow less time for each'],
    ['fails when the median may be above the maximum', () => ({ smokeTest: { body: '1', maxLatency: '1s', medianLatency: '2s' } }), 'smokeTest.medianLatency: must be at most "1s", the value of "maxLatency", got "2s"'],
    ['fails when there is nothing to deliver', () => ({ ...noTraining, deployments: [] }), 'deployments: must have at least one environment'],
    ['fails when versions are released without a registry', () => ({ registry: undefined }), 'registry: is missing'],
    ['fails when two environments have one name', ({ deployments }) => ({ deployments: [deployments[0]!, deployments[0]!] }), 'deployments[1].environmentName: must be unique, got "dev" twice'],
    ['fails when an environment has no stacks', props => first(props, { stacks: [], servingStack: undefined }), 'deployments[0].stacks: must be 1 to 50 stacks, got 0'],
    ['fails when a name is not a stage name', props => first(props, { environmentName: 'my env' }), 'deployments[0].environmentName: must be 1 to 90 letters'],
    ['fails when the serving stack is not deployed', (props, stack) => first(props, { servingStack: stack }), 'deployments[0].servingStack: must be one of `stacks`'],
    ['fails when an environment is pinned and takes versions too', props => first(props, { pinnedVersion: 'arn:1' }), 'deployments[0].pinnedVersion: cannot be used with `servingStack`'],
    ['fails when stacks of an environment are in two accounts', ({ deployments: [dev, prod] }) => ({ deployments: [{ ...dev!, stacks: [...dev!.stacks, ...prod!.stacks] }] }), 'deployments[0].stacks[1]: is in 222222222222/eu-west-1, the first stack in 111111111111/eu-west-1'],
    ['fails with more alarms than a condition takes', props => first(props, { alarmNames: ['1', '2', '3', '4', '5', '6'] }), 'deployments[0].alarmNames: must be at most 5 alarms, got 6'],
    ['fails when an alarm has no literal name', props => first(props, { alarmNames: [Aws.STACK_NAME] }), 'deployments[0].alarmNames[0]: must be a literal name, got a token'],
    ['fails when alarms are watched for too short', props => first(props, { watch: Duration.seconds(59) }), 'deployments[0].watch: must be from 1 minute to 1 day'],
    ['fails when alarms are watched for too long', props => first(props, { watch: Duration.minutes(1441) }), 'deployments[0].watch: must be from 1 minute to 1 day'],
    ['fails when a smoke test of another account has a role of no known name', () => ({ pipelineName: undefined }), 'deployments[1].endpointName: is in 222222222222, where a role lets the smoke test in by its name; give the pipeline a `pipelineName`'],
    ['fails when a line of the sample request is not the JSON that it says', () => ({ smokeTest: { body: '{"age":1}\n{ age: 2 }', contentType: 'application/jsonlines' } }), 'smokeTest.body: must have JSON in each line, as "application/jsonlines" says, got "{ age: 2 }" in line 2'],
    ['fails when the sample request is not the JSON that it says in capitals', () => ({ smokeTest: { body: 'age', contentType: 'Application/JSON; charset=utf-8' } }), 'smokeTest.body: must be JSON, as "Application/JSON; charset=utf-8" says, got "age"'],
    ['fails when another region has no bucket', (props, _stack, app) => first(props, { stacks: [stackIn(app, 'Far', ACCOUNT, 'us-east-1')], servingStack: undefined }), 'deployments[0].stacks: are in us-east-1, the pipeline in eu-west-1; give `replicationBuckets`'],
  ])('%s', (_title, change, expected) => {
    expect(message(change)).toContain(expected);
  });

  test('fails when the registry is in another account than the pipeline', () => {
    const { app, props } = system();
    expect(() => new DeliveryPipeline(stackIn(app, 'Far', OTHER_ACCOUNT), 'Pipeline', props))
      .toThrow(/registry: is in 111111111111\/eu-west-1, the pipeline in 222222222222\/eu-west-1/);
  });

  test('says everything that is wrong at once', () => {
    expect(message(() => ({ registry: undefined, paths: Array(25).fill('a') })).split('\n')).toHaveLength(3);
  });

  test.each([[Duration.minutes(1)], [Duration.days(1)]])('accepts alarms watched for %s', watch => {
    expect(message(props => first(props, { watch }))).toBe('');
  });

  test('accepts a token as the sample request', () => {
    expect(message(() => ({ smokeTest: { body: Aws.STACK_NAME, contentType: 'application/json' } }))).toBe('');
  });

  // The test compares milliseconds, which are counted at synth.
  test.each(['maxLatency', 'medianLatency'])('fails when %s is a token', key => {
    expect(message(() => ({ smokeTest: { body: '1', [key]: Aws.STACK_NAME } })))
      .toContain(`smokeTest.${key}: must be known when the app is synthesised, got a token`);
  });

  test('accepts a sample request of JSON Lines', () => {
    expect(message(() => ({ smokeTest: { body: '{"age":1}\n{"age":2}\n', contentType: 'application/x-ndjson' } }))).toBe('');
  });

  test('accepts as many requests as fit into the time of the test', () => {
    expect(message(() => ({ smokeTest: { body: '1', requests: 29 } }))).toBe('');
  });
});

describe('permissions and policies', () => {
  test('are found by no policy pack and no CloudFormation rule', () => {
    const { app, stack, props } = system(undefined, checkedApp);
    new DeliveryPipeline(stack, 'Pipeline', props);
    new DeliveryPipeline(stack, 'Plain', { ...props, pipelineName: 'plain', ...noTraining, ...s3Source, registry: undefined, deployments: props.deployments.map(deployment => ({ ...deployment, servingStack: undefined })) });
    expect(findings(app).filter(finding => / Delivery\/(Pipeline|Plain)/.test(finding))).toEqual([]);
  });

  test('have no wildcard action in any bucket or key policy but the refusal of plain HTTP', () => {
    const { template } = synthesized();
    const policies = Object.values(template.findResources('AWS::S3::BucketPolicy')).map(({ Properties }) => Properties.PolicyDocument);
    const allowed: Json[] = policies.flatMap(({ Statement }) => Statement).filter(({ Effect }) => Effect === 'Allow');
    expect(allowed.flatMap(({ Action: action }) => action).sort()).toEqual([
      's3:GetBucketLocation', 's3:GetBucketLocation', 's3:GetObject', 's3:GetObject', 's3:GetObjectVersion', 's3:GetObjectVersion', 's3:ListBucket', 's3:ListBucket',
    ]);
    expect(JSON.stringify(allowed)).not.toContain(':root');
  });

  test('verify a version with the registry and the training pipeline alone', () => {
    const { template } = synthesized();
    const named = statementsOf(template, 'PipelineVerifyHandlerRole').filter(({ Action: action }) => JSON.stringify(action).includes('sagemaker:'));
    expect(named.map(({ Action: action, Resource }) => [action, Resource])).toEqual([
      [['sagemaker:ListModelPackages', 'sagemaker:DescribeModelPackage'], [
        `arn:aws:sagemaker:${REGION}:${ACCOUNT}:model-package-group/credit`, `arn:aws:sagemaker:${REGION}:${ACCOUNT}:model-package/credit/*`,
      ]],
      ['sagemaker:DescribePipeline', `arn:aws:sagemaker:${REGION}:${ACCOUNT}:pipeline/credit-train`],
    ]);
  });

  test('have no wildcard action in any role', () => {
    const { template } = synthesized();
    for (const policy of Object.values(template.findResources('AWS::IAM::Policy'))) {
      const actions: string[] = policy.Properties.PolicyDocument.Statement.flatMap((statement: Json) => statement.Action);
      expect(actions.filter(action => action.includes('*'))).toEqual([]);
    }
    expect(JSON.stringify(template.toJSON())).not.toContain('"arn:aws:iam');
  });

  test('let the pipelines run only in their account', () => {
    synthesized().template.hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: {
        Statement: [{ Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'codepipeline.amazonaws.com' }, Condition: { StringEquals: { 'aws:SourceAccount': ACCOUNT } } }],
      },
    });
  });

  test('can be granted to people, also on a pipeline that is defined elsewhere', () => {
    const stack = stackIn(new App(), 'People');
    const role = new iam.Role(stack, 'Role', { assumedBy: new iam.AccountRootPrincipal() });
    const delivery = DeliveryPipeline.fromDeliveryPipelineAttributes(stack, 'Pipeline', { pipelineName: 'credit', releasePipelineName: 'credit-release' });
    delivery.grants.start(role);
    delivery.grants.approve(role, 'prod');
    const statements = Object.values(Template.fromStack(stack).findResources('AWS::IAM::Policy'))[0]!.Properties.PolicyDocument.Statement;
    expect(statements[0].Action).toContain('codepipeline:StartPipelineExecution');
    expect(JSON.stringify(statements[1])).toContain(`:codepipeline:${REGION}:${ACCOUNT}:credit-release/Approve-prod/Approve`);
  });

  test('are the same in two synths', () => {
    expect(synthesizedAnew().template.toJSON()).toEqual(synthesizedAnew().template.toJSON());
  });
});
