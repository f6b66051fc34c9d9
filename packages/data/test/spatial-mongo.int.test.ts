import { spatialStoreConformance } from './spatial-store-conformance.ts';

// SPATIAL_BOXES=100000 runs as many as on PostgreSQL, which takes minutes on a server without its own disk and cores.
spatialStoreConformance('mongo', Number(process.env['SPATIAL_BOXES'] ?? 3000));
