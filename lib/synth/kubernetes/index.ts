export * from '../../kubernetes';
export * from './mlops-charts';
