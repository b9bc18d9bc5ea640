export * from './endpoint-alarms';
export * from './model-monitor';
export * from './model-monitor-grants';
export * from './model-monitor-metrics';
export * from './monitor-program';
export * from './monitoring-stack';
export * from './retrain-on-drift';
