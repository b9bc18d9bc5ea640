export * from './model-monitor';
