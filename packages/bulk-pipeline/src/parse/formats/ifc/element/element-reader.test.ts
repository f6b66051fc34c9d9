import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { importText, onlySegment, stepText } from '../../../../../test/ifc-fixtures.ts';

const DUCT = "#10=IFCDUCTSEGMENT('duct',$,'Duct','About',$,$,$,'T1',.NOTDEFINED.);";

describe('an element', () => {
  it('stands in the storey of what it is part of', async () => {
    const record = await onlySegment([
      DUCT,
      "#20=IFCELEMENTASSEMBLY('a',$,$,$,$,$,$,$,$,$);",
      "#21=IFCRELAGGREGATES('b',$,$,$,#20,(#10));",
      "#22=IFCSPACE('c',$,'Room',$,$,$,$,$,$,$,$);",
      "#23=IFCRELCONTAINEDINSPATIALSTRUCTURE('d',$,$,$,(#20),#22);",
      "#24=IFCBUILDINGSTOREY('e',$,$,$,$,$,$,'Second floor',$,$);",
      "#25=IFCRELAGGREGATES('f',$,$,$,#24,(#22));",
    ]);
    expect(record.level).toBe('Second floor');
  });

  it('has no level outside a storey, but keeps its place', async () => {
    const record = await onlySegment([
      DUCT,
      "#22=IFCSITE('site',$,'Yard',$,$,$,$,$,$,$,$,$,$,$);",
      "#23=IFCRELCONTAINEDINSPATIALSTRUCTURE('d',$,$,$,(#10),#22);",
    ]);
    expect(record.level).toBeNull();
    expect(record.properties['container']).toEqual({ class: 'IfcSite', name: 'Yard', globalId: 'site' });
  });

  it('belongs to its own systems first, then to those of its ports; other groups are none', async () => {
    const record = await onlySegment([
      DUCT,
      "#20=IFCDISTRIBUTIONPORT('port',$,$,$,$,$,$,$,$,$);",
      "#21=IFCRELNESTS('n',$,$,$,#10,(#20));",
      "#22=IFCDISTRIBUTIONSYSTEM('s',$,'Supply',$,$,$,.VENTILATION.);",
      "#23=IFCDISTRIBUTIONCIRCUIT('t',$,'Circuit',$,$,$,$);",
      "#24=IFCGROUP('u',$,'Selection',$,$);",
      "#25=IFCRELASSIGNSTOGROUP('v',$,$,$,(#10),$,#24);",
      "#26=IFCRELASSIGNSTOGROUP('w',$,$,$,(#20),$,#23);",
      "#27=IFCRELASSIGNSTOGROUPBYFACTOR('x',$,$,$,(#10),$,#22,1.);",
    ]);
    expect(record.system).toBe('Supply');
    expect(record.properties['systems']).toEqual(['Supply', 'Circuit']);
  });

  it.each([
    ['IFC4', "#25=IFCRELNESTS('n',$,$,$,#10,(#20));", "#26=IFCRELNESTS('o',$,$,$,#12,(#21));"],
    [
      'IFC2X3',
      "#25=IFCRELCONNECTSPORTTOELEMENT('n',$,$,$,#20,#10);",
      "#26=IFCRELCONNECTSPORTTOELEMENT('o',$,$,$,#21,#12);",
    ],
  ])('is connected through ports in %s, in both directions', async (schema, own, other) => {
    const { records } = await importText(
      stepText(
        [
          "#10=IFCFLOWSEGMENT('a',$,$,$,$,$,$,$);",
          "#12=IFCFLOWFITTING('b',$,$,$,$,$,$,$);",
          `#20=IFCDISTRIBUTIONPORT('p',$,$,$,$,$,$,.SOURCE.${schema === 'IFC4' ? ',$,$' : ''});`,
          `#21=IFCDISTRIBUTIONPORT('q',$,$,$,$,$,$,.SINK.${schema === 'IFC4' ? ',$,$' : ''});`,
          "#24=IFCRELCONNECTSPORTS('l',$,$,$,#20,#21,$);",
          own,
          other,
        ].join('\n'),
        schema,
      ),
    );
    expect(records.map(({ connectsTo }) => connectsTo)).toEqual([['b'], ['a']]);
  });

  it.each([
    ['one', "#30=IFCMATERIAL('Steel',$,$);", 'Steel'],
    ['a list', '#30=IFCMATERIALLIST((#31,#32));', 'Steel, Wool'],
    ['layers', '#30=IFCMATERIALLAYERSETUSAGE(#33,.AXIS2.,.POSITIVE.,0.,$);', 'Steel, Wool'],
    ['profiles', '#30=IFCMATERIALPROFILESETUSAGE(#36,$,$);', 'Wool'],
    ['constituents', "#30=IFCMATERIALCONSTITUENTSET('c',$,(#38));", 'Steel'],
  ])('has the material of %s, its own or that of its type', async (_, material, names) => {
    const lines = [
      DUCT,
      material,
      "#31=IFCMATERIAL('Steel',$,$);",
      "#32=IFCMATERIAL('Wool',$,$);",
      '#33=IFCMATERIALLAYERSET((#34,#35),$,$);',
      '#34=IFCMATERIALLAYER(#31,1.,$,$,$,$,$);',
      '#35=IFCMATERIALLAYER(#32,1.,$,$,$,$,$);',
      "#36=IFCMATERIALPROFILESET('p',$,(#37),$);",
      '#37=IFCMATERIALPROFILE($,$,#32,$,$,$);',
      "#38=IFCMATERIALCONSTITUENT('k',$,#31,$,$);",
      "#40=IFCDUCTSEGMENTTYPE('type',$,'Type A',$,$,$,$,$,$,.RIGIDSEGMENT.);",
      "#41=IFCRELDEFINESBYTYPE('r',$,$,$,(#10),#40);",
    ];
    const own = await onlySegment([...lines, "#42=IFCRELASSOCIATESMATERIAL('m',$,$,$,(#10),#30);"]);
    const typed = await onlySegment([...lines, "#42=IFCRELASSOCIATESMATERIAL('m',$,$,$,(#40),#30);"]);
    expect([own.material, typed.material]).toEqual([names, names]);
    expect(own.properties).toMatchObject({ typeName: 'Type A', predefinedType: 'RIGIDSEGMENT', tag: 'T1' });
  });

  it('has the property sets of its type, overridden by its own, and every kind of value', async () => {
    const record = await onlySegment([
      DUCT,
      "#20=IFCPROPERTYSINGLEVALUE('A',$,IFCLABEL('own'),$);",
      "#21=IFCPROPERTYSINGLEVALUE('A',$,IFCLABEL('type'),$);",
      "#22=IFCPROPERTYSINGLEVALUE('B',$,IFCLOGICAL(.U.),$);",
      "#23=IFCPROPERTYENUMERATEDVALUE('C',$,(IFCLABEL('x'),IFCLABEL('y')),$);",
      "#24=IFCPROPERTYBOUNDEDVALUE('D',$,IFCREAL(2.),IFCREAL(1.),$,$);",
      "#25=IFCCOMPLEXPROPERTY('E',$,'u',(#20));",
      "#26=IFCPROPERTYSINGLEVALUE('F',$,$,$);",
      "#30=IFCPROPERTYSET('s',$,'Common',$,(#20,#23,#24,#25));",
      "#31=IFCPROPERTYSET('t',$,'Common',$,(#21,#22,#26));",
      "#32=IFCRELDEFINESBYPROPERTIES('r',$,$,$,(#10),IFCPROPERTYSETDEFINITIONSET((#30,#34)));",
      "#33=IFCQUANTITYLENGTH('Length',$,$,2500.,$);",
      "#34=IFCELEMENTQUANTITY('q',$,'BaseQuantities',$,$,(#33));",
      "#40=IFCDUCTSEGMENTTYPE('type',$,'Type A',$,$,(#31),$,$,$,$);",
      "#41=IFCRELDEFINESBYTYPE('v',$,$,$,(#10),#40);",
    ]);
    expect(record.properties['psets']).toEqual({
      Common: {
        A: 'own',
        C: ['x', 'y'],
        D: { upper: 2, lower: 1, setPoint: null },
        E: { A: 'own' },
        B: 'UNKNOWN',
        F: null,
      },
    });
    expect(record.properties['quantities']).toEqual({ BaseQuantities: { Length: 2500 } });
    expect(record.length).toBe(2.5);
  });

  it('reads a flow in the unit of the file', async () => {
    const record = await onlySegment([
      DUCT,
      "#20=IFCPROPERTYSINGLEVALUE('Flow',$,IFCVOLUMETRICFLOWRATEMEASURE(250.),$);",
      "#30=IFCPROPERTYSET('s',$,'Flow',$,(#20));",
      "#32=IFCRELDEFINESBYPROPERTIES('r',$,$,$,(#10),#30);",
    ]);
    expect(record.airflow).toBeCloseTo(0.25, 12);
  });

  it.each([
    ['IFCDAMPERTYPE', expect.closeTo(0.25, 12) as number],
    ['IFCVALVETYPE', null],
  ])('carries air where its type does, in IFC2X3 (%s)', async (typeClass, airflow) => {
    const record = await onlySegment(
      [
        "#10=IFCFLOWCONTROLLER('c',$,'Controller',$,$,$,$,$);",
        "#20=IFCPROPERTYSINGLEVALUE('Flow',$,IFCVOLUMETRICFLOWRATEMEASURE(250.),$);",
        "#30=IFCPROPERTYSET('s',$,'Flow',$,(#20));",
        "#32=IFCRELDEFINESBYPROPERTIES('r',$,$,$,(#10),#30);",
        `#40=${typeClass}('type',$,'Type A',$,$,$,$,$,$,.NOTDEFINED.);`,
        "#41=IFCRELDEFINESBYTYPE('g',$,$,$,(#10),#40);",
      ],
      'IFC2X3',
    );
    expect(record.airflow).toEqual(airflow);
  });

  it.each<[string, string[], Record<string, unknown>]>([
    ['a circle', ['#50=IFCCIRCLEPROFILEDEF(.AREA.,$,$,100.);'], { shape: 'round', diameter: 0.2, length: 3 }],
    [
      'a rectangle swept along the run',
      ['#50=IFCRECTANGLEPROFILEDEF(.AREA.,$,$,400.,200.);'],
      { shape: 'rectangular', width: 0.4, height: 0.2, length: 3 },
    ],
    [
      'a rectangle that may lie across',
      ['#50=IFCRECTANGLEPROFILEDEF(.AREA.,$,$,4850.,300.);'],
      { shape: null, length: null },
    ],
    [
      'a rectangle whose ports say the run',
      [
        '#50=IFCRECTANGLEPROFILEDEF(.AREA.,$,$,4850.,300.);',
        '#60=IFCLOCALPLACEMENT($,$);',
        ...[1, 2].flatMap((n) => [
          `#${n}60=IFCDISTRIBUTIONPORT('${n}',$,$,$,$,#${n}61,$,$,$,$);`,
          `#${n}61=IFCLOCALPLACEMENT(#60,#${n}62);`,
          `#${n}62=IFCAXIS2PLACEMENT3D(#${n}63,$,$);`,
          `#${n}63=IFCCARTESIANPOINT((${n * 4850}.,0.,10.));`,
        ]),
        "#70=IFCRELNESTS('n',$,$,$,#10,(#160,#260));",
      ],
      { shape: 'rectangular', width: 0.3, height: 3, length: 4.85 },
    ],
  ])('has the sizes of %s', async (_, lines, sizes) => {
    const record = await onlySegment([
      "#10=IFCDUCTSEGMENT('duct',$,'Duct',$,$,$,#40,$,$);",
      '#40=IFCPRODUCTDEFINITIONSHAPE($,$,(#41));',
      "#41=IFCSHAPEREPRESENTATION($,'Body','SweptSolid',(#42));",
      '#42=IFCEXTRUDEDAREASOLID(#50,$,$,3000.);',
      ...lines,
    ]);
    expect(record).toMatchObject(sizes);
  });

  it('has the properties that the documentation names', async () => {
    const record = await onlySegment([
      DUCT.replace('$,$,$,', "'Straight',$,#80,"),
      "#19=IFCDISTRIBUTIONPORT('q',$,$,$,$,$,$,.SOURCE.,$,$);",
      "#20=IFCRELNESTS('a',$,$,$,#10,(#19));",
      "#21=IFCDISTRIBUTIONSYSTEM('b',$,'Supply',$,$,$,.VENTILATION.);",
      "#22=IFCDISTRIBUTIONSYSTEM('c',$,'Branch',$,$,$,$);",
      "#23=IFCZONE('d',$,'East',$,$,$);",
      "#24=IFCGROUP('e',$,'Tender',$,$);",
      ...[21, 22, 23, 24].map(
        (group) => `#${group + 10}=IFCRELASSIGNSTOGROUP('f${group}',$,$,$,(#10),$,#${group});`,
      ),
      "#40=IFCDUCTSEGMENTTYPE('type',$,'Type A',$,$,(#42),$,$,$,.RIGIDSEGMENT.);",
      "#41=IFCRELDEFINESBYTYPE('g',$,$,$,(#10),#40);",
      "#42=IFCPROPERTYSET('h',$,'Set',$,(#43));#43=IFCPROPERTYSINGLEVALUE('Mark',$,IFCLABEL('1'),$);",
      "#44=IFCELEMENTQUANTITY('i',$,'Qto',$,$,(#45));#45=IFCQUANTITYLENGTH('Length',$,$,2500.,$);",
      "#46=IFCRELDEFINESBYPROPERTIES('j',$,$,$,(#10),#44);",
      "#50=IFCMATERIALLIST((#51,#52));#51=IFCMATERIAL('Steel',$,$);#52=IFCMATERIAL('Wool',$,$);",
      "#53=IFCRELASSOCIATESMATERIAL('k',$,$,$,(#10),#50);",
      "#54=IFCCLASSIFICATIONREFERENCE($,'Ss_65',$,$,$,$);#55=IFCRELASSOCIATESCLASSIFICATION('l',$,$,$,(#10),#54);",
      "#56=IFCSITE('m',$,'Yard',$,$,$,$,$,$,$,$,$,$,$);",
      "#57=IFCRELCONTAINEDINSPATIALSTRUCTURE('n',$,$,$,(#10),#56);",
      "#80=IFCPRODUCTDEFINITIONSHAPE($,$,(#81));#81=IFCSHAPEREPRESENTATION($,'Body','Brep',());",
      "#82=IFCPRESENTATIONLAYERASSIGNMENT('A',$,(#81),$);#83=IFCPRESENTATIONLAYERASSIGNMENT('B',$,(#81),$);",
    ]);
    const guide = readFileSync(new URL('../../../../../../../docs/ifc.md', import.meta.url), 'utf8');
    const table = guide.slice(guide.indexOf('## Properties'), guide.indexOf('## Rejects'));
    const named = [...table.matchAll(/^\| `(\w+)`/gm)].map(([, name]) => name);
    expect(Object.keys(record.properties)).toEqual(named);
  });

  it('takes names of the file for names, whatever they are', async () => {
    const record = await onlySegment([
      DUCT,
      "#20=IFCPROPERTYSINGLEVALUE('__proto__',$,IFCLABEL('x'),$);",
      "#30=IFCPROPERTYSET('s',$,'__proto__',$,(#20));",
      "#31=IFCPROPERTYSET('t',$,'constructor',$,(#20));",
      "#32=IFCRELDEFINESBYPROPERTIES('r',$,$,$,(#10),#30);",
      "#33=IFCRELDEFINESBYPROPERTIES('q',$,$,$,(#10),#31);",
      "#34=IFCDISTRIBUTIONSYSTEM('u',$,'valueOf',$,$,$,.toString.);",
      "#35=IFCRELASSIGNSTOGROUP('v',$,$,$,(#10),$,#34);",
    ]);
    expect(JSON.stringify(record.properties['psets'])).toBe(
      '{"__proto__":{"__proto__":"x"},"constructor":{"__proto__":"x"}}',
    );
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
    expect(record).toMatchObject({ system: 'valueOf', segmentType: 'duct_segment' });
  });

  it('ends where properties, materials or units lead back to themselves', async () => {
    const many = Array.from({ length: 200 }, () => '#20').join(',');
    const drawing = await importText(
      stepText(
        [
          DUCT,
          `#20=IFCCOMPLEXPROPERTY('C',$,'u',(${many}));`,
          "#30=IFCPROPERTYSET('s',$,'Set',$,(#20));",
          "#32=IFCRELDEFINESBYPROPERTIES('r',$,$,$,(#10),#30);",
          '#40=IFCMATERIALLIST((#40,#40,#41));',
          "#41=IFCMATERIAL('Steel',$,$);",
          "#42=IFCRELASSOCIATESMATERIAL('m',$,$,$,(#10),#40);",
          "#1=IFCPROJECT('p',$,$,$,$,$,$,$,#2);",
          '#2=IFCUNITASSIGNMENT((#3));',
          '#3=IFCDERIVEDUNIT((#5,#5,#5),.VOLUMETRICFLOWRATEUNIT.,$);',
          '#5=IFCDERIVEDUNITELEMENT(#3,1);',
        ].join('\n'),
      ),
    );
    expect(drawing.records[0]).toMatchObject({ material: 'Steel' });
  });
});
