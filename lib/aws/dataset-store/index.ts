export * from './dataset-store';
export * from './dataset-store-grants';
