export * from './new-data-definition';
export * from './pipeline-definition';
export * from './step-definition';
export * from './steps';
