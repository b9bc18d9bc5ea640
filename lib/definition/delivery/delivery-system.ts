import { DeliveryDefinition } from './delivery-definition';

/** What delivers: the keys of which a delivery has exactly one. */
export type DeliverySystem = keyof Pick<
  DeliveryDefinition, 'azurePipelines' | 'cloudBuild' | 'codePipeline' | 'githubActions' | 'gitlabCi' | 'jenkins'
>;

/** What each of them is called. */
export const DELIVERY_SYSTEM_NAMES: Readonly<Record<DeliverySystem, string>> = {
  codePipeline: 'AWS CodePipeline',
  githubActions: 'GitHub Actions',
  gitlabCi: 'GitLab CI',
  azurePipelines: 'Azure Pipelines',
  cloudBuild: 'Google Cloud Build',
  jenkins: 'Jenkins',
};

export const DELIVERY_SYSTEMS = Object.keys(DELIVERY_SYSTEM_NAMES) as readonly DeliverySystem[];
