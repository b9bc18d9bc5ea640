export * from './azure-trust';
export * from './delivery-trust-props';
export * from './github-trust';
export * from './gitlab-trust';
export * from './google-trust';
export * from './jenkins-trust';
