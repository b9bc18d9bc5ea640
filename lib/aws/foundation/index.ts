export * from './package-index';
export * from './package-index-grants';
export * from './platform';
