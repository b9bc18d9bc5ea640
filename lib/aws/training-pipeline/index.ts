export * from './training-pipeline';
export * from './training-pipeline-attributes';
export { TrainingPipelineGrants } from './training-pipeline-grants';
export * from './training-pipeline-interface';
export * from './training-pipeline-metrics';
export * from './training-pipeline-props';
export * from './training-sources';
