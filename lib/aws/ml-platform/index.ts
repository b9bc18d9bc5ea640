export * from './ml-platform';
export * from './package-index';
