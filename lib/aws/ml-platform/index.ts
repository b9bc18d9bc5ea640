export * from './ml-platform';
export * from './ml-platform-attributes';
export * from './ml-platform-props';
export * from './package-index';
export * from './platform-parts';
