export * from './model-endpoint';
export * from './model-endpoint-attributes';
export * from './model-endpoint-grants';
export * from './model-endpoint-interface';
export * from './model-endpoint-metrics';
export * from './model-endpoint-props';
