export * from './delivery-file';
export * from './github-actions/github-actions';
