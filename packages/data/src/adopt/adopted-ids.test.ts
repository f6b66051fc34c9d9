import { describe, expect, it } from 'vitest';

import { UUID_PATTERN } from '../cursor.ts';
import { adoptedImportId, adoptedProjectId, adoptedSegmentId } from './adopted-ids.ts';

const UUID_V8 = /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe('ids of what is adopted', () => {
  it('keep a project that has a UUID', () => {
    expect(adoptedProjectId('7D444840-9DC0-41D1-B245-5FFDCE74FAD2')).toBe(
      '7d444840-9dc0-41d1-b245-5ffdce74fad2',
    );
  });

  it('follow from the ids of the application, and begin with the time of the project', () => {
    const project = adoptedProjectId('school');
    expect(project).toMatch(UUID_V8);
    expect(adoptedProjectId('school')).toBe(project);
    const createdAt = Date.UTC(2025, 3, 1);
    const ids = ['a', 'b', 'a'].map((id) => adoptedSegmentId(project, createdAt, id));
    expect(ids[2]).toBe(ids[0]);
    expect(new Set([...ids, adoptedImportId(project, createdAt), adoptedProjectId('hotel')]).size).toBe(4);
    for (const id of ids) {
      expect(id).toMatch(UUID_V8);
      expect(id).toMatch(UUID_PATTERN);
      expect(Number.parseInt(id.replace('-', '').slice(0, 12), 16)).toBe(createdAt);
    }
  });
});
