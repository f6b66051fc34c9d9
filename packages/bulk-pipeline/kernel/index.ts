export { markIndices, parameter, readNumbers, readPoint, readRefs } from './read-numbers';
export { addClass, bodyStop, scanInstances, stringStop } from './scan-instances';
