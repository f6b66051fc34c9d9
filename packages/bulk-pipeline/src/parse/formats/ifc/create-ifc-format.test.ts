import { rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { importText, stepText, temporaryFolder, withoutBounds } from '../../../../test/ifc-fixtures.ts';
import { type RecordSink } from '../../format.ts';
import { createBoundsReader } from './bounds-reader.ts';
import { createIfcFormat } from './create-ifc-format.ts';
import { readIndexFile } from './index-file.ts';
import { indexPath } from './opened-index.ts';

const ducts = (count: number): string =>
  Array.from({ length: count }, (_, i) => `#${i + 1}=IFCDUCTSEGMENT('${i}',$,'duct ${i}',$,$,$,$,$,$);`).join(
    '\n',
  );

function requestFor(folder: string, text: string, name = 'drawing.ifc') {
  const path = join(folder, name);
  writeFileSync(path, text);
  return {
    file: { path, bytes: statSync(path).size },
    options: { unit: 'm' },
    scratchDir: join(folder, `scratch ${name}`),
    signal: new AbortController().signal,
  };
}

function namesSink(names: (string | null)[]): RecordSink {
  return {
    segment: (record) => void names.push(record.name),
    reject: () => {},
    ignore: () => {},
    warn: () => {},
  };
}

describe('the IFC format', () => {
  it('cuts elements into chunks that are neither tiny nor overlapping', async () => {
    using folder = temporaryFolder();
    await using format = createIfcFormat(withoutBounds);
    const plan = await format.plan({ ...requestFor(folder.path, stepText(ducts(1000))), chunkBytes: 1 });
    expect(plan.chunks).toHaveLength(Math.ceil(1000 / 64));
    expect(plan.chunks[0]?.start).toBe(0);
    expect(plan.chunks.at(-1)?.end).toBe(1000);
    plan.chunks.slice(1).forEach(({ start }, i) => expect(start).toBe(plan.chunks[i]?.end));
    const empty = await format.plan({ ...requestFor(folder.path, stepText('')), chunkBytes: 1 });
    expect(empty.chunks).toEqual([]);
  });

  it('parses chunks of two files in turn, and one whose index was lost', async () => {
    using folder = temporaryFolder();
    await using format = createIfcFormat(withoutBounds);
    const names: (string | null)[] = [];
    const requests = [
      requestFor(folder.path, stepText(ducts(3)), 'a.ifc'),
      requestFor(folder.path, stepText(ducts(2)), 'b.ifc'),
    ];
    for (const request of requests) await format.plan({ ...request, chunkBytes: 1e9 });
    rmSync(indexPath(requests[1]!.scratchDir));
    const parse = (request: (typeof requests)[number], start: number, end: number): Promise<void> =>
      format.parse({ ...request, shared: {}, chunk: { start, end, context: {} }, sink: namesSink(names) });
    await parse(requests[0]!, 0, 2);
    await Promise.all([parse(requests[1]!, 0, 2), parse(requests[0]!, 2, 3)]);
    const counts = Map.groupBy(names, (name) => name);
    expect(counts.get('duct 2')).toHaveLength(1);
    expect(counts.get('duct 0')).toHaveLength(2);
    expect(counts.get('duct 1')).toHaveLength(2);
    expect(names).toHaveLength(5);
    using index = readIndexFile(indexPath(requests[1]!.scratchDir));
    expect(index?.items.ids).toHaveLength(2);
  });

  it('makes an index anew that is not whole', async () => {
    using folder = temporaryFolder();
    await using format = createIfcFormat(withoutBounds);
    const request = requestFor(folder.path, stepText(ducts(3)));
    await format.plan({ ...request, chunkBytes: 1e9 });
    const path = indexPath(request.scratchDir);
    truncateSync(path, statSync(path).size - 64);
    expect(readIndexFile(path)).toBeNull();
    const names: (string | null)[] = [];
    const chunk = { start: 0, end: 3, context: {} };
    await format.parse({ ...request, shared: {}, chunk, sink: namesSink(names) });
    expect(names).toEqual(['duct 0', 'duct 1', 'duct 2']);
  });

  it('waits for a writer that is behind', async () => {
    using folder = temporaryFolder();
    await using format = createIfcFormat(withoutBounds);
    const request = requestFor(folder.path, stepText(ducts(10)));
    await format.plan({ ...request, chunkBytes: 1e9 });
    let open = 0;
    let most = 0;
    const sink: RecordSink = {
      ...namesSink([]),
      segment: async () => {
        most = Math.max(most, ++open);
        await new Promise((resolve) => setImmediate(resolve));
        open--;
      },
    };
    await format.parse({ ...request, shared: {}, chunk: { start: 0, end: 10, context: {} }, sink });
    expect([open, most]).toEqual([0, 1]);
  });

  it('stops when it is aborted, in plan and in parse', async () => {
    using folder = temporaryFolder();
    await using format = createIfcFormat(withoutBounds);
    const request = requestFor(folder.path, stepText(ducts(10)));
    const reason = new Error('stop');
    const aborted = { ...request, signal: AbortSignal.abort(reason) };
    await expect(format.plan({ ...aborted, chunkBytes: 1 })).rejects.toBe(reason);
    await format.plan({ ...request, chunkBytes: 1 });
    const chunk = { start: 0, end: 10, context: {} };
    await expect(format.parse({ ...aborted, shared: {}, chunk, sink: namesSink([]) })).rejects.toBe(reason);
  });

  it('rejects a placement that refers to itself', async () => {
    const drawing = await importText(
      stepText(
        [
          "#1=IFCDUCTSEGMENT('a',$,'loop',$,$,#3,#5,$,$);",
          "#2=IFCDUCTSEGMENT('b',$,'fine',$,$,$,$,$,$);",
          '#3=IFCLOCALPLACEMENT(#4,#9);',
          '#4=IFCLOCALPLACEMENT(#3,#9);',
          '#5=IFCPRODUCTDEFINITIONSHAPE($,$,(#6));',
          "#6=IFCSHAPEREPRESENTATION($,'Body','SweptSolid',(#7));",
          '#7=IFCEXTRUDEDAREASOLID(#8,$,$,3.);',
          '#8=IFCCIRCLEPROFILEDEF(.AREA.,$,$,1.);',
          '#9=IFCAXIS2PLACEMENT3D(#10,$,$);',
          '#10=IFCCARTESIANPOINT((0.,0.,1.));',
        ].join('\n'),
      ),
      { unit: 'm', createBoundsReader },
    );
    expect(drawing.records.map(({ name }) => name)).toEqual(['fine']);
    expect(drawing.rejects).toMatchObject([{ code: 'placement_loop', position: { stepId: 1 } }]);
  });

  it('reads the classes that IFC4X3 has added', async () => {
    const drawing = await importText(
      stepText(
        [
          "#1=IFCLIQUIDTERMINAL('a',$,'hydrant',$,$,$,$,$,.HOSEREEL.);",
          "#2=IFCDISTRIBUTIONBOARD('b',$,'board',$,$,$,$,$,$);",
          "#3=IFCBUILTELEMENT('c',$,$,$,$,$,$,$);",
          "#4=IFCFACILITYPARTCOMMON('d',$,'Part',$,$,$,$,$,$,$,$);",
          "#5=IFCRELCONTAINEDINSPATIALSTRUCTURE('e',$,$,$,(#1,#2),#4);",
          "#6=IFCBUILTSYSTEM('f',$,'Ring main',$,$,$,$);",
          "#7=IFCRELASSIGNSTOGROUP('g',$,$,$,(#2),$,#6);",
        ].join('\n'),
        'IFC4X3_ADD2',
      ),
      { unit: 'm' },
    );
    expect(drawing.records).toMatchObject([
      { ifcClass: 'IfcLiquidTerminal', segmentType: 'terminal', discipline: 'plumbing', level: null },
      { ifcClass: 'IfcDistributionBoard', segmentType: 'flow_controller', system: 'Ring main' },
    ]);
    expect(drawing.records[0]?.properties['container']).toMatchObject({
      class: 'IfcFacilityPartCommon',
      name: 'Part',
    });
    expect(drawing.plan.ignored).toEqual({ IfcBuiltElement: 1 });
    expect(drawing.rejects).toEqual([]);
  });
});
