import { DeliverySystem } from './delivery-system';
import { Gap } from '../capabilities';

/** A thing that a system does because its own files, or the stacks, say so. */
export interface Said {
  readonly by: string;
}

/** A thing that is set once beside the files, and how. */
export interface SetUp {
  readonly setUp: string;
}

/** One thing that a delivery needs, and how each system has it. */
export interface DeliveryCapability {
  readonly what: string;
  /** The key of a delivery that asks for it; nothing when every delivery does. */
  readonly key?: string;
  readonly on: Readonly<Record<DeliverySystem, Gap | Said | SetUp>>;
}

const COMMANDS: Gap = { why: 'a job of it looks at status, type, content and time', instead: 'remove the key, or deliver with "codePipeline"' };
const ONE_ENDPOINT: Gap = {
  why: 'a job of it sends requests to a whole endpoint',
  instead: 'remove "smokeTest", so that the endpoint must be in service',
};
const OLDER_VERSION: Gap = { why: 'a run that has ended changes nothing any more', instead: 'release the older version' };

/**
 * What every system that delivers is asked for, and how it has it: in its files, beside them, or not at all, and then what comes nearest.
 * Another system is another column, and the compiler asks for it in every row.
 */
export const DELIVERY_CAPABILITIES: readonly DeliveryCapability[] = [
  row('a change starts it, by the files that count', {
    codePipeline: said('triggers of the pipeline'),
    githubActions: said('`on.push.paths`'),
    gitlabCi: said('`rules:changes`'),
    azurePipelines: said('`trigger.paths`; pull requests by the build policy, which `.azure-pipelines/<system>-setup.sh` makes'),
    cloudBuild: setUp('`includedFiles` of triggers, which `.cloudbuild/<system>-setup.sh` makes'),
    jenkins: said('`when { changeset }`'),
  }),
  row('an approved version starts the release', {
    codePipeline: said('an event of the registry'),
    githubActions: said('`onApproval`, else whoever approves runs `gh workflow run … --field version=<ARN>`'),
    gitlabCi: said('`onApproval`, else whoever approves runs `glab ci run … --input release:<model> --input version:<ARN>`'),
    azurePipelines: setUp('whoever approves runs `az pipelines run --name <system>-<model>-release … --parameters version=<ARN>`'),
    cloudBuild: setUp('whoever approves runs `gcloud pubsub topics publish <system>-<model>-release --message \'{"version":"<ARN>"}\'`'),
    jenkins: said('`onApproval`, else whoever approves builds the branch with `RELEASED_MODEL` and `RELEASED_VERSION`'),
  }),
  row('a person lets a version into an environment', {
    codePipeline: said('an approval action'),
    githubActions: setUp('reviewers of the environment'),
    gitlabCi: said('`when: manual`'),
    azurePipelines: said('`ManualValidation`'),
    cloudBuild: setUp('`approvalConfig` of triggers, which `.cloudbuild/<system>-setup.sh` makes'),
    jenkins: said('`input`, for which no agent waits'),
  }),
  row('who that person may be', {
    codePipeline: said('who may `codepipeline:PutApprovalResult`'),
    githubActions: setUp('reviewers of the environment'),
    gitlabCi: setUp('the protected environment, which `.gitlab/<system>-setup.sh` makes (GitLab Premium)'),
    azurePipelines: said('`approvers`'),
    cloudBuild: setUp('who has `roles/cloudbuild.builds.approver`'),
    jenkins: said('`submitter`: the `approvers`'),
  }),
  row('only the delivered branch changes an environment', {
    codePipeline: said('the source of the pipeline'),
    githubActions: said('trust of the roles, and the branch policy of the environment'),
    gitlabCi: said('trust of the roles; `.gitlab/<system>-setup.sh` protects the branch'),
    azurePipelines: setUp('branch control of service connections and environments, which `.azure-pipelines/<system>-setup.sh` makes'),
    cloudBuild: said('triggers: what may change an environment is in them, and starts behind a build of the branch'),
    jenkins: said('trust of the roles: tokens name the job of the branch'),
  }),
  row('only jobs of an environment can change it', {
    codePipeline: said('roles of the actions'),
    githubActions: said('trust of the roles: tokens name the environment'),
    gitlabCi: {
      why: 'its tokens name no environment, so that each job of the branch could ask for each role',
      instead: 'protect the branch; a token is for one role alone, so that none opens more than what its job asks for',
    },
    azurePipelines: said('trust of the roles: tokens name the service connection, and each is for one role'),
    cloudBuild: said('trust of the roles: tokens name the service account, and each environment has one'),
    jenkins: {
      why: 'its tokens name no environment, so that each stage of the branch could ask for each role',
      instead: 'protect the branch; a token is for one role alone, so that none opens more than what its stage asks for',
    },
  }),
  row('one run after another changes a model in an environment', {
    codePipeline: said('execution mode `QUEUED`'),
    githubActions: said('`concurrency`'),
    gitlabCi: said('`resource_group`'),
    azurePipelines: said('`lockBehavior`, with the exclusive lock of the environment, which `.azure-pipelines/<system>-setup.sh` makes'),
    cloudBuild: {
      why: 'its builds have no turns',
      instead: 'leave it to AWS CloudFormation, which refuses a second change of a stack while one goes on; run the build again',
    },
    jenkins: said('`lock`'),
  }),
  row('a failed environment goes back', {
    codePipeline: said('rollback of the stage'),
    githubActions: OLDER_VERSION,
    gitlabCi: OLDER_VERSION,
    azurePipelines: OLDER_VERSION,
    cloudBuild: OLDER_VERSION,
    jenkins: OLDER_VERSION,
  }),
  row('a schema of the answers', {
    codePipeline: said('AWS Lambda'),
    githubActions: COMMANDS,
    gitlabCi: COMMANDS,
    azurePipelines: COMMANDS,
    cloudBuild: COMMANDS,
    jenkins: COMMANDS,
  }, 'smokeTest.answer.schema'),
  row('requests to components of an endpoint', {
    codePipeline: said('AWS Lambda'),
    githubActions: ONE_ENDPOINT,
    gitlabCi: ONE_ENDPOINT,
    azurePipelines: ONE_ENDPOINT,
    cloudBuild: ONE_ENDPOINT,
    jenkins: ONE_ENDPOINT,
  }),
];

/** The components that a smoke test reaches are said by the model, not by the delivery. */
export const COMPONENT_REQUESTS = DELIVERY_CAPABILITIES.find(({ what }) => what.startsWith('requests to components'))!;

function row(what: string, on: DeliveryCapability['on'], key?: string): DeliveryCapability {
  return { what, on, key };
}

function said(by: string): Said {
  return { by };
}

function setUp(how: string): SetUp {
  return { setUp: how };
}
