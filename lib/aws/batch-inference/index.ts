export * from './batch-inference';
export * from './batch-inference-grants';
export * from './batch-inference-metrics';
export * from './batch-inference-props';
