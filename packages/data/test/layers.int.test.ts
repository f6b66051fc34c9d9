import { randomUUID } from 'node:crypto';

import { type LayerRule } from '@sizewise/shared';
import { describeWithPostgres } from '@sizewise/test-support';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { type Fixture, openFixture } from './support.ts';

const RULES: LayerRule[] = [
  { pattern: 'ZULUFT*', discipline: 'mechanical', segmentType: 'duct_segment' },
  { pattern: 'X', discipline: 'other' },
];

describeWithPostgres('layers of a project', () => {
  let fixture: Fixture;
  let project: string;
  beforeAll(async () => {
    fixture = await openFixture('postgres');
    project = (await fixture.service.projects.create({ name: 'Layers' })).id;
  });
  afterAll(() => fixture[Symbol.asyncDispose]());

  it('have rules that are replaced as a whole', async () => {
    const { layers } = fixture.service;
    expect(await layers.rules(project)).toEqual([]);
    await layers.replace(project, RULES);
    expect(await layers.rules(project)).toEqual(RULES);
    await layers.replace(project, []);
    expect(await layers.rules(project)).toEqual([]);
    await expect(layers.replace(randomUUID(), RULES)).rejects.toMatchObject({ code: 'project_not_found' });
  });

  it('are listed with what lies on them, as soon as it is there', async () => {
    const { layers } = fixture.service;
    await layers.replace(project, RULES);
    expect(await layers.list(project)).toEqual({ rules: RULES, layers: [], truncated: false });
    await fixture.service.bulkInsertSegments(project, [
      { segmentType: 'duct_segment', layer: 'ZULUFT 1', discipline: 'mechanical' },
      { segmentType: 'duct_fitting', layer: 'ZULUFT 1', discipline: 'mechanical' },
      { segmentType: 'duct_segment', layer: 'ZULUFT 1', discipline: 'other' },
      { segmentType: 'text', layer: '0' },
      { segmentType: 'text' },
    ]);
    expect((await layers.list(project)).layers).toEqual([
      { layer: '0', count: 1, discipline: null, segmentTypes: ['text'] },
      {
        layer: 'ZULUFT 1',
        count: 3,
        discipline: 'mechanical',
        segmentTypes: ['duct_fitting', 'duct_segment'],
      },
    ]);
  });

  it('go with the project', async () => {
    const other = (await fixture.service.projects.create({ name: 'Short' })).id;
    await fixture.service.layers.replace(other, RULES);
    await fixture.service.projects.remove(other);
    expect(await fixture.service.layers.rules(other)).toEqual([]);
  });
});
