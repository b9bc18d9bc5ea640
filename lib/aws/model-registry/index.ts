export * from './model-registry';
export { ModelRegistryGrants } from './model-registry-grants';
