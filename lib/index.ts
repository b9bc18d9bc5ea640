export * from './aws';
export * from './definition';
export * from './synth';
