import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { acknowledge, acknowledgeWildcards } from '../../aws/foundation/acknowledgements';
import { acknowledgeModelRole } from '../../aws/model/model-access';
import { AwsPlaceDefinition, AwsRolesDefinition } from '../../definition';

/** What the policies hold that a role gets, which are those that a new one would get. */
const FINDINGS: Readonly<Record<keyof AwsRolesDefinition, (role: iam.IRole) => void>> = {
  training: role => {
    acknowledge(role, 'inlinePolicy');
    acknowledgeWildcards(role, 'objectKeys', 'modelVersions', 'networkInterfaces', 'noResourceLevel', 'pipelineJobs', 'pipelineLogs',
      'placesByPrefix');
  },
  serving: acknowledgeModelRole,
  monitoring: role => {
    acknowledge(role, 'inlinePolicy');
    acknowledgeWildcards(role, 'objectKeys', 'jobLogs', 'networkInterfaces', 'noResourceLevel', 'clarifyEndpoints');
  },
};

/** The role of an environment for a kind of work, when there is one already. It gets what the work needs as a policy of the stack. */
export function existingRole(scope: Construct, { roles }: AwsPlaceDefinition, work: keyof AwsRolesDefinition): iam.IRole | undefined {
  const arn = roles?.[work];
  if (arn === undefined) return undefined;
  // Stacks of one shape would name their policies alike, and each would overwrite the other's.
  const role = iam.Role.fromRoleArn(scope, 'Role', arn, { defaultPolicyName: Stack.of(scope).stackName });
  FINDINGS[work](role);
  return role;
}
