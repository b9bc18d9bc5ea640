export * from './feature-store';
export * from './feature-store-attributes';
export { FeatureStoreGrants } from './feature-store-grants';
export * from './feature-store-interface';
export * from './feature-store-props';
