import { spatialStoreConformance } from './spatial-store-conformance.ts';

spatialStoreConformance('postgres', 100_000);
