import { checkAddress, requireKey } from './access/guard.ts';
import { accessLog } from './http/access-log.ts';
import { createApi } from './http/create-api.ts';
import { type Deps } from './http/deps.ts';
import { onError, onNotFound } from './http/on-error.ts';
import { rateLimit } from './http/rate-limit.ts';
import { requestId } from './http/request-id.ts';
import { securityHeaders } from './http/security-headers.ts';
import { airflowRoutes } from './routes/airflows.ts';
import { analyticsRoutes } from './routes/analytics.ts';
import { configurationRoutes } from './routes/configuration.ts';
import { dashboardRoutes } from './routes/dashboard.ts';
import { docsRoutes } from './routes/docs.ts';
import { drawingRoutes } from './routes/drawings.ts';
import { exportRoutes } from './routes/export.ts';
import { healthRoutes } from './routes/health.ts';
import { importRoutes } from './routes/imports.ts';
import { indexRoutes } from './routes/indexes.ts';
import { layerRoutes } from './routes/layers.ts';
import { performanceRoutes } from './routes/performance.ts';
import { projectRoutes } from './routes/projects.ts';
import { rejectRoutes } from './routes/rejects.ts';
import { segmentRoutes } from './routes/segments.ts';
import { sessionRoutes } from './routes/session.ts';
import { spatialRoutes } from './routes/spatial.ts';
import { statementRoutes } from './routes/statements.ts';
import { takeoffRoutes } from './routes/takeoff.ts';
import { thresholdRoutes } from './routes/thresholds.ts';
import { tileRoutes } from './routes/tiles.ts';
import { uploadRoutes } from './routes/upload.ts';
import { validationRoutes } from './routes/validations.ts';

/** Every described route, in one chain so that a client can take their types. */
function describedRoutes(deps: Deps) {
  return createApi()
    .route('/', healthRoutes(deps))
    .route('/', sessionRoutes(deps))
    .route('/', projectRoutes(deps))
    .route('/', layerRoutes(deps))
    .route('/', uploadRoutes(deps))
    .route('/', importRoutes(deps))
    .route('/', rejectRoutes(deps))
    .route('/', segmentRoutes(deps))
    .route('/', airflowRoutes(deps))
    .route('/', spatialRoutes(deps))
    .route('/', analyticsRoutes(deps))
    .route('/', tileRoutes(deps))
    .route('/', takeoffRoutes(deps))
    .route('/', drawingRoutes(deps))
    .route('/', exportRoutes(deps))
    .route('/', performanceRoutes(deps))
    .route('/', indexRoutes(deps))
    .route('/', configurationRoutes(deps))
    .route('/', statementRoutes(deps))
    .route('/', thresholdRoutes(deps))
    .route('/', validationRoutes(deps));
}

/** The types of every route, for `hc<AppType>()` of hono/client. */
export type AppType = ReturnType<typeof describedRoutes>;

/**
 * The whole server as a function from request to response; nothing in it opens a socket.
 * Each request passes: id, log, headers, address, quota, key, route.
 */
export function createApp(deps: Deps) {
  const described = describedRoutes(deps);
  const everyday = { name: 'default', quota: deps.limits.rateLimit, windowSeconds: 10 };
  const guard = requireKey(deps.keys);
  const app = createApi();
  app.onError(onError(deps.logger));
  app.notFound(onNotFound);
  app.use(
    requestId(),
    accessLog(deps.logger),
    securityHeaders(),
    checkAddress(deps.hosts),
    rateLimit(everyday),
  );
  app.use('/api/*', guard);
  app.use('/metrics', guard);
  app.route('/', described);
  app.route('/', docsRoutes(described));
  app.route('/', dashboardRoutes(deps));
  return app;
}
