export * from './aws/mlops-environment';
export * from './aws/mlops-stacks';
