export * from './sagemaker-model';
