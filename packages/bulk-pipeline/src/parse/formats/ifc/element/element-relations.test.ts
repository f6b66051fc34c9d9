import { describe, expect, it } from 'vitest';

import { type ImportedDrawing, importText, onlySegment, stepText } from '../../../../../test/ifc-fixtures.ts';

const read = (lines: readonly string[], schema = 'IFC4'): Promise<ImportedDrawing> =>
  importText(stepText(lines.join('\n'), schema), { unit: 'm' });

const DUCT = "#10=IFCDUCTSEGMENT('duct',$,'Duct',$,$,$,#40,$,$);";
const SHAPE = '#40=IFCPRODUCTDEFINITIONSHAPE($,$,(#41,#42));';

describe('groups of an element', () => {
  it('are its systems, the systems these belong to or are parts of, its zones and other groups', async () => {
    const record = await onlySegment([
      "#10=IFCDUCTSEGMENT('duct',$,'Duct',$,$,$,$,$,$);",
      "#20=IFCDISTRIBUTIONCIRCUIT('a',$,'Branch 4',$,$,$,.NOTDEFINED.);",
      "#21=IFCDISTRIBUTIONSYSTEM('b',$,'Supply air',$,$,$,.VENTILATION.);",
      "#22=IFCSYSTEM('c',$,'All air',$,$);",
      "#23=IFCGROUP('d',$,'Tender 1',$,$);",
      "#24=IFCZONE('e',$,'East',$,$,$);",
      "#30=IFCRELASSIGNSTOGROUP('f',$,$,$,(#10),$,#20);",
      "#31=IFCRELAGGREGATES('g',$,$,$,#21,(#20));",
      "#32=IFCRELASSIGNSTOGROUP('h',$,$,$,(#21),$,#22);",
      "#33=IFCRELASSIGNSTOGROUP('i',$,$,$,(#10,#22),$,#23);",
      "#34=IFCRELASSIGNSTOGROUP('j',$,$,$,(#10),$,#24);",
    ]);
    expect(record.system).toBe('Branch 4');
    expect(record.properties).toMatchObject({
      systemType: 'VENTILATION',
      systems: ['Branch 4', 'Supply air', 'All air'],
      zones: ['East'],
      groups: ['Tender 1'],
    });
  });

  it('tell a pipe from a duct where only an outer system says it', async () => {
    const record = await onlySegment(
      [
        "#10=IFCFLOWSEGMENT('s',$,'Segment',$,$,$,$,$);",
        "#20=IFCSYSTEM('a',$,'Strang 4',$,$);",
        "#21=IFCSYSTEM('b',$,'Heizung',$,$);",
        "#30=IFCRELASSIGNSTOGROUP('c',$,$,$,(#10),$,#20);",
        "#31=IFCRELASSIGNSTOGROUP('d',$,$,$,(#20),$,#21);",
      ],
      'IFC2X3',
    );
    expect(record).toMatchObject({
      segmentType: 'pipe_segment',
      discipline: 'mechanical',
      system: 'Strang 4',
    });
    expect(record.properties['typeDecidedBy']).toBe('system');
  });

  it.each([
    ['IFC2X3', "#24=IFCZONE('e',$,'East',$,$);", "#22=IFCSPACE('c',$,'101',$,$,$,$,$,$,$,$);"],
    ['IFC4', "#24=IFCZONE('e',$,$,$,$,'East');", "#22=IFCSPACE('c',$,'101',$,$,$,$,$,$,$,$);"],
  ])('are also the zones of the space it stands in (%s)', async (schema, zone, space) => {
    const record = await onlySegment(
      [
        `#10=IFCFLOWSEGMENT('duct',$,'Duct',$,$,$,$,$);`,
        space,
        zone,
        "#25=IFCBUILDINGSTOREY('s',$,'Level 1',$,$,$,$,$,$,$);",
        "#26=IFCRELAGGREGATES('g',$,$,$,#25,(#22));",
        "#30=IFCRELCONTAINEDINSPATIALSTRUCTURE('f',$,$,$,(#10),#22);",
        "#31=IFCRELASSIGNSTOGROUP('h',$,$,$,(#22),$,#24);",
      ],
      schema,
    );
    expect(record).toMatchObject({ system: null, level: 'Level 1' });
    expect(record.properties).toMatchObject({
      zones: ['East'],
      container: { class: 'IfcSpace', name: '101', globalId: 'c' },
    });
  });

  it('are also the spatial zones it is referenced in', async () => {
    const record = await onlySegment([
      "#10=IFCDUCTSEGMENT('duct',$,'Duct',$,$,$,$,$,$);",
      "#20=IFCSPATIALZONE('z',$,'Fire 2',$,$,$,$,$,$);",
      "#21=IFCRELREFERENCEDINSPATIALSTRUCTURE('r',$,$,$,(#10),#20);",
    ]);
    expect(record.properties['zones']).toEqual(['Fire 2']);
  });

  it('end where groups belong to each other', async () => {
    const record = await onlySegment([
      "#10=IFCDUCTSEGMENT('duct',$,'Duct',$,$,$,$,$,$);",
      "#20=IFCSYSTEM('a',$,'A',$,$);",
      "#21=IFCSYSTEM('b',$,'B',$,$);",
      "#30=IFCRELASSIGNSTOGROUP('c',$,$,$,(#10,#21),$,#20);",
      "#31=IFCRELASSIGNSTOGROUP('d',$,$,$,(#20),$,#21);",
    ]);
    expect(record.properties['systems']).toEqual(['A', 'B']);
  });
});

describe('the presentation layer of an element', () => {
  const axis = "#41=IFCSHAPEREPRESENTATION($,'Axis','Curve3D',(#51));";
  const body = "#42=IFCSHAPEREPRESENTATION($,'Body','SweptSolid',(#52));";
  const layer = (name: string, items: string, id: number): string =>
    `#${id}=IFCPRESENTATIONLAYERASSIGNMENT('${name}',$,(${items}),$);`;

  it('is that of its representation, the Body before the others', async () => {
    const record = await onlySegment([
      DUCT,
      SHAPE,
      axis,
      body,
      '#51=IFCPOLYLINE(());',
      '#52=IFCFACETEDBREP($);',
      layer('M-DUCT-AXIS', '#41', 60),
      layer('M-DUCT', '#42', 61),
    ]);
    expect(record.layer).toBe('M-DUCT');
    expect(record.properties['layers']).toEqual(['M-DUCT', 'M-DUCT-AXIS']);
  });

  it('is that of an item inside the representation', async () => {
    const switched = "#60=IFCPRESENTATIONLAYERWITHSTYLE('M-DUCT',$,(#52),$,.T.,.F.,.F.,());";
    const record = await onlySegment([
      DUCT,
      SHAPE,
      axis,
      body,
      '#51=IFCPOLYLINE(());',
      '#52=IFCFACETEDBREP($);',
      switched,
    ]);
    expect(record.layer).toBe('M-DUCT');
    expect(record.properties['layers']).toBeUndefined();
  });

  it.each(['#70', '#71'])('is that of what the item is mapped from (%s)', async (assigned) => {
    const record = await onlySegment([
      DUCT,
      SHAPE,
      axis,
      body,
      '#52=IFCMAPPEDITEM(#53,$);',
      '#53=IFCREPRESENTATIONMAP($,#70);',
      "#70=IFCSHAPEREPRESENTATION($,'Body','Brep',(#71));",
      '#71=IFCFACETEDBREP($);',
      '#51=IFCPOLYLINE(());',
      layer('M-DUCT', assigned, 60),
    ]);
    expect(record.layer).toBe('M-DUCT');
  });

  it('is none where the layer has no name or is of something else', async () => {
    const record = await onlySegment([
      DUCT,
      SHAPE,
      axis,
      body,
      '#51=IFCPOLYLINE(());',
      '#52=IFCFACETEDBREP($);',
      layer('', '#42', 60),
      layer('A-WALL', '#99', 61),
    ]);
    expect(record.layer).toBeNull();
  });
});

describe('classification codes of an element', () => {
  it('name their system, its own before those of its type', async () => {
    const record = await onlySegment([
      "#10=IFCDUCTSEGMENT('duct',$,'Duct',$,$,$,$,$,$);",
      "#20=IFCCLASSIFICATION('NBS','2015',$,'Uniclass 2015',$,$,$);",
      "#21=IFCCLASSIFICATIONREFERENCE($,'Ss_65',$,#20,$,$);",
      "#22=IFCCLASSIFICATIONREFERENCE($,'Ss_65_40','Ductwork',#21,$,$);",
      "#23=IFCCLASSIFICATION('DIN',$,$,'DIN 276',$,$,$);",
      "#24=IFCCLASSIFICATIONREFERENCE('urn:431','431',$,#23,$,$);",
      "#30=IFCRELASSOCIATESCLASSIFICATION('a',$,$,$,(#10),#22);",
      "#31=IFCRELASSOCIATESCLASSIFICATION('b',$,$,$,(#40),#24);",
      "#40=IFCDUCTSEGMENTTYPE('type',$,'Type A',$,$,$,$,$,$,.RIGIDSEGMENT.);",
      "#41=IFCRELDEFINESBYTYPE('r',$,$,$,(#10),#40);",
    ]);
    expect(record.properties['classifications']).toEqual([
      { code: 'Ss_65_40', name: 'Ductwork', system: 'Uniclass 2015', edition: '2015' },
      { code: '431', system: 'DIN 276' },
    ]);
  });

  it('are read from notations of IFC2X3, and end where references lead in circles', async () => {
    const record = await onlySegment(
      [
        "#10=IFCFLOWSEGMENT('s',$,'Segment',$,$,$,$,$);",
        '#20=IFCCLASSIFICATIONNOTATION((#21,#22));',
        "#21=IFCCLASSIFICATIONNOTATIONFACET('5');",
        "#22=IFCCLASSIFICATIONNOTATIONFACET('57');",
        "#23=IFCCLASSIFICATIONREFERENCE($,'D3040',$,#23);",
        "#30=IFCRELASSOCIATESCLASSIFICATION('a',$,$,$,(#10),#20);",
        "#31=IFCRELASSOCIATESCLASSIFICATION('b',$,$,$,(#10),#23);",
      ],
      'IFC2X3',
    );
    expect(record.properties['classifications']).toEqual([{ code: '5 57' }, { code: 'D3040' }]);
  });
});

describe('connections of an element', () => {
  const element = (id: number): string => `#${id}=IFCDUCTSEGMENT('e${id}',$,$,$,$,$,$,$,$);`;
  const port = (id: number): string => `#${id}=IFCDISTRIBUTIONPORT('p${id}',$,$,$,$,$,$,.SOURCE.,.DUCT.,$);`;
  const connections = ({ records }: ImportedDrawing): unknown[] =>
    records.map(({ externalId, connectsTo, openPorts }) => [externalId, connectsTo, openPorts]);

  it('go through ports, then directly, and leave out what is no distribution element', async () => {
    const drawing = await read([
      ...[10, 11, 12].map(element),
      "#13=IFCWALL('wall',$,$,$,$,$,$,$,$);",
      ...[20, 21].map(port),
      "#30=IFCRELNESTS('a',$,$,$,#10,(#20));",
      "#31=IFCRELNESTS('b',$,$,$,#11,(#21));",
      "#32=IFCRELCONNECTSPORTS('c',$,$,$,#20,#21,$);",
      "#33=IFCRELCONNECTSELEMENTS('d',$,$,$,$,#12,#10);",
      "#34=IFCRELCONNECTSWITHREALIZINGELEMENTS('e',$,$,$,$,#10,#11,(#12),$);",
      "#35=IFCRELCONNECTSELEMENTS('f',$,$,$,$,#10,#13);",
    ]);
    expect(connections(drawing)).toEqual([
      ['e10', ['e11', 'e12'], 0],
      ['e11', ['e10'], 0],
      ['e12', ['e10'], null],
    ]);
  });

  it('leave a port open that nothing is connected to, however often the file says whose it is', async () => {
    const drawing = await read([
      ...[10, 11].map(element),
      ...[20, 21, 22, 23].map(port),
      "#30=IFCRELNESTS('a',$,$,$,#10,(#20,#22));",
      "#31=IFCRELCONNECTSPORTTOELEMENT('b',$,$,$,#20,#10);",
      "#32=IFCRELNESTS('c',$,$,$,#11,(#21,#23));",
      "#33=IFCRELCONNECTSPORTS('d',$,$,$,#20,#21,$);",
      "#34=IFCRELCONNECTSPORTS('e',$,$,$,#23,#99,$);",
    ]);
    expect(connections(drawing)).toEqual([
      ['e10', ['e11'], 1],
      ['e11', ['e10'], 1],
    ]);
    expect(drawing.records.map(({ properties }) => properties['ports'])).toEqual([2, 2]);
    expect(drawing.warnings).toEqual({ dangling_reference: 1 });
  });
});
