export * from './data-versioning';
export * from './version-file';
