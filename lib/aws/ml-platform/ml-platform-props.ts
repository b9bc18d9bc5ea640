import { PlatformParts } from './platform-parts';
import { AwsChatDefinition, NetworkDefinition, PackagesDefinition } from '../../definition';

/**
 * What a new platform is made of.
 */
export interface MlPlatformProps extends PlatformParts {
  /**
   * Beginning of the buckets' names and of the key's alias, so that other accounts and tools know them:
   * `<prefix>-artifacts-<account>-<region>`. A prefix of more than 25 characters is cut and ends in a hash.
   *
   * @default - AWS CloudFormation makes the names
   */
  readonly namePrefix?: string;

  /**
   * E-mail address that alarms are sent to. AWS asks it for a confirmation. Not used with `alarmTopic`.
   *
   * @default - nobody is subscribed to the alarms
   */
  readonly owner?: string;

  /**
   * The chat channel that alarms are sent to, whichever topic it is. Let Amazon Q Developer in chat applications into the workspace or team once,
   * in its console. From the channel, nothing can be done in AWS.
   *
   * @default - no channel
   */
  readonly chat?: AwsChatDefinition;

  /**
   * The network of jobs and endpoints, described. Not together with `vpc`.
   *
   * @default - no VPC: jobs and endpoints run in the service's own network, reached with IAM and TLS
   */
  readonly network?: NetworkDefinition;

  /**
   * Other accounts with what jobs and endpoints in an `isolated` network use: registries, keys, buckets. Everything else outside of the
   * own account is out of reach there, whatever a role may do.
   *
   * @default - the own account only
   */
  readonly reachableAccounts?: string[];

  /**
   * Names of buckets that an `isolated` network reaches whoever owns them.
   *
   * @default - buckets of the own account and of `reachableAccounts`
   */
  readonly reachableBuckets?: string[];

  /**
   * Where jobs install Python packages from, described. Not together with `packageIndex`.
   *
   * @default - a new index where the network is `isolated` and the region has AWS CodeArtifact, else PyPI
   */
  readonly packages?: PackagesDefinition;

  /**
   * Whether people depend on this environment. It becomes `retainsData`, which the constructs on the platform follow.
   * Key and buckets are kept in any case when the stack is deleted.
   *
   * @default false
   */
  readonly protected?: boolean;
}
