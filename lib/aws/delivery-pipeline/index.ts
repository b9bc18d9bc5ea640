export * from './delivery-pipeline';
export * from './delivery-pipeline-attributes';
export * from './delivery-pipeline-grants';
export * from './delivery-pipeline-interface';
export * from './delivery-pipeline-metrics';
export * from './delivery-pipeline-props';
export * from './deployment';
export * from './release-access';
