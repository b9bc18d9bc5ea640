export { CheckedApp } from './checked-app';
