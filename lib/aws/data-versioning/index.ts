export * from './dvc-store';
export * from './dvc-store-grants';
