export * from './aws';
export * from './definition';
