import { CfnResource, Tags } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';

/** The stack itself: AWS CloudFormation would hand its tags on to every resource, those below too. */
const STACK = 'aws:cdk:stack';

/** A new tag would replace these resources, and what they hold would be lost or the name would clash. */
export const REPLACED_BY_TAGS = [
  'AWS::SageMaker::App',
  'AWS::SageMaker::AppImageConfig',
  'AWS::SageMaker::DataQualityJobDefinition',
  'AWS::SageMaker::Domain',
  'AWS::SageMaker::FeatureGroup',
  'AWS::SageMaker::ModelBiasJobDefinition',
  'AWS::SageMaker::ModelExplainabilityJobDefinition',
  'AWS::SageMaker::ModelQualityJobDefinition',
  'AWS::SageMaker::ProcessingJob',
  'AWS::SageMaker::Project',
  'AWS::SageMaker::StudioLifecycleConfig',
  'AWS::SageMaker::UserProfile',
];

/** SageMaker refuses tags on versions; they belong to the group. */
export const WITHOUT_TAGS = ['AWS::SageMaker::ModelPackage'];

/** Tags everything at and below a construct that can take a new tag without being replaced. */
export function applyTags(scope: IConstruct, tags: { readonly [key: string]: string }): void {
  const excludeResourceTypes = [STACK, ...REPLACED_BY_TAGS, ...WITHOUT_TAGS];
  for (const [key, value] of Object.entries(tags)) Tags.of(scope).add(key, value, { excludeResourceTypes });
}

/** Keeps every tag away from a resource, also those that the user's app adds to everything. */
export function neverTag(resource: CfnResource): void {
  resource.addPropertyDeletionOverride('Tags');
}
