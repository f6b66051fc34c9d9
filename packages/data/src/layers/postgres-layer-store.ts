import { type DatabasePerformanceOptimizer } from '@sizewise/optimizer';
import { type LayerRule, layerRulesSchema, type LayerContents, type ProjectLayers } from '@sizewise/shared';

import { type LayerStore } from '../contracts.ts';
import { ProjectNotFoundError } from '../errors.ts';
import { projectTag } from '../project-tags.ts';

/** Layers that are listed; real drawings have some hundreds. */
const MOST_LAYERS = 10_000;

interface LayerRow {
  layer: string;
  segments: string;
  discipline: LayerContents['discipline'];
  segment_types: LayerContents['segmentTypes'];
}

/** Layer rules in PostgreSQL, beside the layers that published segments lie on. */
export class PostgresLayerStore implements LayerStore {
  readonly #optimizer: DatabasePerformanceOptimizer;

  constructor(optimizer: DatabasePerformanceOptimizer) {
    this.#optimizer = optimizer;
  }

  async rules(projectId: string): Promise<LayerRule[]> {
    const { rows } = await this.#optimizer.postgres.query<{ rules: LayerRule[] }>(
      'SELECT rules FROM sizewise.project_layer_rules WHERE project_id = $1',
      [projectId],
    );
    return rows[0]?.rules ?? [];
  }

  async replace(projectId: string, rules: readonly LayerRule[]): Promise<void> {
    const { rowCount } = await this.#optimizer.postgres.query(
      `INSERT INTO sizewise.project_layer_rules (project_id, rules)
       SELECT id, $2 FROM sizewise.projects WHERE id = $1
       ON CONFLICT (project_id) DO UPDATE SET rules = excluded.rules, updated_at = now()`,
      [projectId, JSON.stringify(layerRulesSchema.parse(rules))],
    );
    if (rowCount === 0) throw new ProjectNotFoundError(projectId);
  }

  async list(projectId: string): Promise<ProjectLayers> {
    const rules = await this.rules(projectId);
    const layers = await this.#optimizer.optimizedQueryCache(
      `layers/${projectId}`,
      { tags: [projectTag(projectId)] },
      () => this.#layersInUse(projectId),
    );
    return { rules, layers: layers.slice(0, MOST_LAYERS), truncated: layers.length > MOST_LAYERS };
  }

  async #layersInUse(projectId: string): Promise<LayerContents[]> {
    const { rows } = await this.#optimizer.postgres.query<LayerRow>(
      `SELECT layer, count(*) AS segments, mode() WITHIN GROUP (ORDER BY discipline) AS discipline,
         array_agg(DISTINCT segment_type ORDER BY segment_type) AS segment_types
       FROM sizewise.published_segments WHERE project_id = $1 AND layer IS NOT NULL
       GROUP BY layer ORDER BY layer LIMIT $2`,
      [projectId, MOST_LAYERS + 1],
    );
    return rows.map(({ layer, segments, discipline, segment_types: segmentTypes }) => ({
      layer,
      count: Number(segments),
      discipline,
      segmentTypes,
    }));
  }
}
