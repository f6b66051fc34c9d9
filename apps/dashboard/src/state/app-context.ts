import { createContext } from 'svelte';

import { type ApiClient } from '../api/client.ts';
import { type Alerts } from './alerts.svelte.ts';
import { type Clock } from './clock.svelte.ts';
import { type Findings } from './findings.svelte.ts';
import { type LiveMetrics } from './live-metrics.svelte.ts';
import { type ProjectList } from './project-list.svelte.ts';
import { type Router } from './router.svelte.ts';
import { type ThemeState } from './theme.svelte.ts';
import { type Uploads } from './uploads.svelte.ts';

/** What every panel may use; made once by the app component. */
export interface AppContext {
  readonly client: ApiClient;
  readonly router: Router;
  readonly theme: ThemeState;
  readonly clock: Clock;
  readonly metrics: LiveMetrics;
  readonly findings: Findings;
  readonly alerts: Alerts;
  readonly projects: ProjectList;
  readonly uploads: Uploads;
}

export const [getApp, setApp] = createContext<AppContext>();
