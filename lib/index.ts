export * from './aws';
export * from './definition';
export * from './synth';
export * as kubernetes from './synth/kubernetes';
