export * from './code-pipeline-definition';
export * from './delivery-definition';
