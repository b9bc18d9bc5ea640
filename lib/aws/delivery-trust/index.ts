export * from './github-trust';
