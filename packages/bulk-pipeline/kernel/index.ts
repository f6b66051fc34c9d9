export { addClass, bodyStop, scanInstances, stringStop } from './scan-instances';
