export * from './experiment-tracker';
export * from './model-endpoint';
export * from './model-monitor';
export * from './training-pipeline';
