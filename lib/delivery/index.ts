export * from './azure-pipelines/azure-pipelines';
export * from './cloud-build/cloud-build';
export * from './delivery-file';
export * from './delivery-props';
export * from './github-actions/github-actions';
export * from './gitlab-ci/gitlab-ci';
export * from './jenkins/jenkins';
