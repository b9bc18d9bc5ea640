export * from './model-card';
export { ModelCardGrants } from './model-card-grants';
export * from './model-card-props';
