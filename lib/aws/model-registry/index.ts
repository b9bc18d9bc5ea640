export * from './model-registry';
export * from './model-registry-grants';
