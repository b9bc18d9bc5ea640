export * from './experiment-tracker';
export * from './experiment-tracker-grants';
