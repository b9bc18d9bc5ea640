import { Annotations, Stack } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { PlacedEndpoint } from './limits/placement-limits';
import { EndpointShape } from './shape/endpoint-shape';

/** What is allowed, and may still not be meant. */
export function endpointWarnings(
  scope: Construct, props: PlacedEndpoint & { readonly packageBucket?: s3.IBucket }, shape: EndpointShape,
): void {
  const { compute, components, model, packageBucket, platform, role } = props;
  const warn = (id: string, message: string) => Annotations.of(scope).addWarningV2(`mlops-constructs:${id}`, message);
  if (shape.isServerless && platform?.vpc) {
    warn('serverlessOutsideVpc', 'a serverless endpoint runs outside of the platform\'s VPC; use `compute.instances` to run inside');
  }
  if (components && compute?.instances?.scale?.min === 0 && Stack.of(scope).region === 'eu-west-3') {
    warn('noMachinesInRegion', 'eu-west-3 has refused fleets of components with no machine; use `compute.instances.scale.min: '
      + '1` when the deployment fails');
  }
  if (model?.aws !== undefined && !packageBucket && !platform && !role) {
    warn('packageFiles', 'the role may not read the files of the model package; give `packageBucket`, `platform` or `role`');
  }
}
