export * from './dataset-store';
export * from './experiment-tracker';
export * from './feature-store';
export * from './ml-platform';
export * from './model';
export * from './model-endpoint';
export * from './model-registry';
export * from './training-pipeline';
