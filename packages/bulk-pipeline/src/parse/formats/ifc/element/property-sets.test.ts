import { type SegmentRecord } from '@sizewise/shared';
import { describe, expect, it } from 'vitest';

import { onlySegment } from '../../../../../test/ifc-fixtures.ts';
import { schemaClasses } from '../schema/schema-classes.ts';
import { IFC_SCHEMAS } from '../step-header.ts';
import { predefinedSetSizes } from './predefined-sets.ts';

const inIfc2x3 = (lines: readonly string[]): Promise<SegmentRecord> => onlySegment(lines, 'IFC2X3');

const FLOW = "#10=IFCFLOWSEGMENT('s',$,'Luftkanal',$,$,$,$,$);";

describe('sets whose properties are attributes', () => {
  it('have the attributes that the schemas say', () => {
    const stated = predefinedSetSizes();
    const known = Object.keys(stated).map((upperName) => {
      const counts = IFC_SCHEMAS.flatMap((schema) => schemaClasses(schema).get(upperName)?.attributes ?? []);
      return [upperName, Math.max(...counts)];
    });
    expect(stated).toEqual(Object.fromEntries(known));
  });

  it('give flows, sounds and lives of an element', async () => {
    const record = await inIfc2x3([
      FLOW,
      "#20=IFCFLUIDFLOWPROPERTIES('a',$,'Design',$,.DESIGN.,$,$,#27,#21,$,$,293.15,$,$,$," +
        'IFCVOLUMETRICFLOWRATEMEASURE(250.),$,4.5,$);',
      "#21=IFCMATERIAL('Air');",
      "#22=IFCSOUNDPROPERTIES('b',$,$,$,.F.,.DBA.,(#23));",
      "#23=IFCSOUNDVALUE('c',$,$,$,$,125.,IFCSOUNDPOWERMEASURE(42.));",
      "#24=IFCSERVICELIFE('d',$,$,$,'x',.EXPECTEDSERVICELIFE.,20.);",
      "#27=IFCREGULARTIMESERIES('Day',$,#28,#28,.MEASURED.,.CONTINUOUS.,$,$,3600.,());",
      "#30=IFCRELDEFINESBYPROPERTIES('e',$,$,$,(#10),#20);",
      "#31=IFCRELDEFINESBYPROPERTIES('f',$,$,$,(#10),#22);",
      "#32=IFCRELASSIGNSTOCONTROL('g',$,$,$,(#10),$,#24);",
    ]);
    expect(record.properties['psets']).toEqual({
      Design: {
        PropertySource: 'DESIGN',
        FlowrateTimeSeries: { class: 'IFCREGULARTIMESERIES', name: 'Day' },
        Fluid: { class: 'IFCMATERIAL', name: 'Air' },
        TemperatureSingleValue: 293.15,
        FlowrateSingleValue: 250,
        VelocitySingleValue: 4.5,
      },
      IfcSoundProperties: {
        IsAttenuating: false,
        SoundScale: 'DBA',
        SoundValues: [{ Frequency: 125, SoundLevelSingleValue: 42 }],
      },
      IfcServiceLife: { ServiceLifeType: 'EXPECTEDSERVICELIFE', ServiceLifeDuration: 20 },
    });
    expect(record.segmentType).toBe('duct_segment');
    expect(record.airflow).toBeCloseTo(0.25, 12);
  });

  it('end where they hold each other', async () => {
    const many = Array.from({ length: 100 }, () => '#20').join(',');
    const record = await inIfc2x3([
      FLOW,
      `#20=IFCSOUNDPROPERTIES('b',$,$,$,.T.,$,(${many}));`,
      "#30=IFCRELDEFINESBYPROPERTIES('e',$,$,$,(#10),#20);",
    ]);
    expect(record.properties['psets']).toMatchObject({ IfcSoundProperties: { IsAttenuating: true } });
  });

  it('may be those of a type', async () => {
    const record = await inIfc2x3([
      FLOW,
      "#20=IFCENERGYPROPERTIES('a',$,$,$,.PRIMARY.,$);",
      "#40=IFCDUCTSEGMENTTYPE('type',$,'Type A',$,$,(#20),$,$,$,.RIGIDSEGMENT.);",
      "#41=IFCRELDEFINESBYTYPE('r',$,$,$,(#10),#40);",
    ]);
    expect(record.properties['psets']).toEqual({ IfcEnergyProperties: { EnergySequence: 'PRIMARY' } });
  });
});

describe('properties', () => {
  it('of a set are overridden where a relation says so', async () => {
    const record = await inIfc2x3([
      FLOW,
      "#20=IFCPROPERTYSINGLEVALUE('Width',$,IFCLENGTHMEASURE(400.),$);",
      "#21=IFCPROPERTYSINGLEVALUE('Height',$,IFCLENGTHMEASURE(200.),$);",
      "#22=IFCPROPERTYSINGLEVALUE('Width',$,IFCLENGTHMEASURE(500.),$);",
      "#23=IFCPROPERTYSET('a',$,'Sizes',$,(#20,#21));",
      "#30=IFCRELOVERRIDESPROPERTIES('b',$,$,$,(#10),#23,(#22));",
    ]);
    expect(record.properties['psets']).toEqual({ Sizes: { Width: 500, Height: 200 } });
    expect(record).toMatchObject({ width: 0.5, height: 0.2, shape: 'rectangular' });
  });

  it('inside a complex property give sizes where no other says them, those of a layer do not', async () => {
    const record = await inIfc2x3([
      FLOW,
      "#20=IFCPROPERTYSINGLEVALUE('Ancho',$,IFCLENGTHMEASURE(400.),$);",
      "#21=IFCPROPERTYSINGLEVALUE('Alto',$,IFCTEXT('200 mm'),$);",
      "#22=IFCPROPERTYSINGLEVALUE('Longitud',$,IFCLENGTHMEASURE(3000.),$);",
      "#23=IFCCOMPLEXPROPERTY('Dimensiones',$,'sizes',(#20,#21,#22));",
      "#24=IFCPROPERTYSINGLEVALUE('Longitud',$,IFCLENGTHMEASURE(2900.),$);",
      "#25=IFCPROPERTYSET('a',$,'Set',$,(#23,#24));",
      "#26=IFCRELDEFINESBYPROPERTIES('b',$,$,$,(#10),#25);",
      "#33=IFCQUANTITYLENGTH('Width',$,$,1.);",
      "#34=IFCPHYSICALCOMPLEXQUANTITY('Wool',$,(#33),'layer',$,$);",
      "#35=IFCELEMENTQUANTITY('q',$,'BaseQuantities',$,$,(#34));",
      "#36=IFCRELDEFINESBYPROPERTIES('c',$,$,$,(#10),#35);",
    ]);
    expect(record).toMatchObject({ width: 0.4, height: 0.2, length: 2.9 });
    expect(record.properties['quantities']).toEqual({ BaseQuantities: { Wool: { Width: 1 } } });
  });

  it.each([
    ['#30=IFCMATERIALPROFILESETUSAGE(#36,$,$);', '#50=IFCCIRCLEHOLLOWPROFILEDEF(.AREA.,$,$,100.,2.);'],
    ["#30=IFCMATERIALPROFILESET('s',$,(#37),$);", '#50=IFCCIRCLEPROFILEDEF(.AREA.,$,$,100.);'],
    ['#30=IFCMATERIALPROFILE($,$,#31,#50,$,$);', '#50=IFCCIRCLEPROFILEDEF(.AREA.,$,$,100.);'],
  ])('leave the cross section to the profile of the material (%s)', async (material, profile) => {
    const record = await onlySegment(
      [
        "#10=IFCPIPESEGMENT('s',$,'Pipe',$,$,$,$,$,$);",
        material,
        "#31=IFCMATERIAL('Copper',$,$);",
        "#36=IFCMATERIALPROFILESET('p',$,(#37),$);",
        '#37=IFCMATERIALPROFILE($,$,#31,#50,$,$);',
        profile,
        "#42=IFCRELASSOCIATESMATERIAL('m',$,$,$,(#10),#30);",
      ],
      'IFC4',
    );
    expect(record).toMatchObject({ material: 'Copper', diameter: 0.2, shape: 'round', length: null });
  });

  it('leave the cross section to an associated profile of IFC4X3', async () => {
    const record = await onlySegment(
      [
        "#10=IFCDUCTSEGMENT('s',$,'Duct',$,$,$,$,$,$);",
        '#50=IFCELLIPSEPROFILEDEF(.AREA.,$,$,300.,100.);',
        "#42=IFCRELASSOCIATESPROFILEDEF('m',$,$,$,(#10),#50);",
      ],
      'IFC4X3_ADD2',
    );
    expect(record).toMatchObject({ material: null, shape: 'oval', width: 0.6, height: 0.2 });
  });
});
