export * from './feature-store';
export * from './feature-store-grants';
