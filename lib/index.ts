export * from './aws';
export * from './definition';
export * from './synth';
export * as delivery from './delivery';
export * as kubernetes from './synth/kubernetes';
export * as versioning from './versioning';
