export { type AppType, createApp } from './app.ts';
export { type Deps } from './http/deps.ts';
