export * from './experiment-tracker';
