import { ArnFormat, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { grantVolumeKey } from '../../foundation/bucket-access';
import { EcrImage } from '../../model/ecr-image';

/** What every job of SageMaker needs: its logs, the key of its volume, and its own metrics. */
export function grantJob(role: iam.IRole, key: kms.IKey, namespaces: string[]): void {
  const logGroup = Stack.of(role).formatArn({
    service: 'logs', resource: 'log-group', resourceName: '/aws/sagemaker/ProcessingJobs', arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
  iam.Grant.addToPrincipal({
    grantee: role,
    actions: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
    resourceArns: [`${logGroup}:*`],
  });
  key.grant(role, 'kms:Decrypt', 'kms:GenerateDataKey');
  grantVolumeKey(role, key);
  // Metrics have no ARN; the namespace is what can be limited.
  role.addToPrincipalPolicy(new iam.PolicyStatement({
    actions: ['cloudwatch:PutMetricData'],
    resources: ['*'],
    conditions: { StringLike: { 'cloudwatch:namespace': namespaces } },
  }));
}

/** Allows pulling one image of Amazon ECR. Logging in to a registry has no resource-level permission. */
export function grantPullImage(role: iam.IRole, imageUri: string): void {
  const image = EcrImage.parse(imageUri);
  if (!image) return;
  const pull = ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'];
  iam.Grant.addToPrincipal({ grantee: role, actions: pull, resourceArns: [image.repositoryArn()] });
  iam.Grant.addToPrincipal({ grantee: role, actions: ['ecr:GetAuthorizationToken'], resourceArns: ['*'] });
}
