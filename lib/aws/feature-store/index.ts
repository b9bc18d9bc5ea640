export * from './feature-store';
export { FeatureStoreGrants } from './feature-store-grants';
