export * from './model-endpoint';
export * from './model-endpoint-grants';
export * from './model-endpoint-metrics';
