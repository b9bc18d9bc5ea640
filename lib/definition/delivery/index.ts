export * from './approval-start-definition';
export * from './azure-pipelines-definition';
export * from './cloud-build-definition';
export * from './code-pipeline-definition';
export * from './delivery-definition';
export * from './github-actions-definition';
export * from './gitlab-ci-definition';
export * from './jenkins-definition';
