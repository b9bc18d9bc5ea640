export * from './mlops-environment';
export * from './mlops-stacks';
