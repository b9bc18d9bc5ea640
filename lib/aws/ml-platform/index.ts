export * from './ml-platform';
export * from './platform';
export * from './package-index';
export * from './package-index-grants';
