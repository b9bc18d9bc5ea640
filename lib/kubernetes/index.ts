export * from './model-endpoint';
export * from './model-monitor';
