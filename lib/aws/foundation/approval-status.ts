import { EventPattern } from 'aws-cdk-lib/aws-events';
import { Conditions } from './bucket-access';

/** The status of a version that a person has to approve. */
export const PENDING = 'PendingManualApproval';

/**
 * Who trains must not approve: a version that is registered as approved passes by the people who decide. The condition key belongs
 * to CreateModelPackage and UpdateModelPackage ("Actions, resources, and condition keys for Amazon SageMaker"); a request
 * without a status is refused too.
 */
export function registeredAs(statuses: readonly string[]): Conditions {
  return { StringEquals: { 'sagemaker:ModelApprovalStatus': statuses.length === 1 ? statuses[0] : statuses } };
}

/**
 * What the service tells when a version is approved. Changes of other fields send `Approved` again; a version that is registered as
 * approved may come without the list of fields.
 */
export function approvalsOf(modelPackageGroupName: string, changed: readonly unknown[] = ['ModelApprovalStatus', { exists: false }]): EventPattern {
  return {
    source: ['aws.sagemaker'],
    detailType: ['SageMaker Model Package State Change'],
    detail: { ModelPackageGroupName: [modelPackageGroupName], ModelApprovalStatus: ['Approved'], UpdatedModelPackageFields: changed },
  };
}
