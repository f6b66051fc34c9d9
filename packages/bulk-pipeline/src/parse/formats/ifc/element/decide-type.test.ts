import { describe, expect, it } from 'vitest';

import { decideType, type TypeEvidence } from './decide-type.ts';
import { kindOfWords, systemKind } from './system-words.ts';

const decide = (evidence: Partial<TypeEvidence>): unknown =>
  decideType({
    ifcClass: 'IfcFlowSegment',
    typeClass: null,
    setNames: [],
    systems: [],
    names: [],
    ...evidence,
  });

describe('decideType', () => {
  it('takes the class where it decides', () => {
    expect(decide({ ifcClass: 'IfcDuctFitting', typeClass: 'IfcPipeFittingType' })).toEqual({
      type: 'duct_fitting',
      discipline: 'mechanical',
      decidedBy: 'class',
    });
    expect(decide({ ifcClass: 'IfcPump', systems: [null, systemKind(null, 'Heizung_VL')] })).toEqual({
      type: 'moving_device',
      discipline: 'mechanical',
      decidedBy: 'class',
    });
  });

  it('decides a flow segment by type object, property sets, system, name, in this order', () => {
    const pipe = systemKind(null, 'Sanitary');
    const all = {
      typeClass: 'IfcDuctSegmentType',
      setNames: ['Pset_CableSegmentTypeCommon'],
      systems: [pipe],
      names: ['Luftkanal'],
    };
    expect(decide(all)).toMatchObject({ type: 'duct_segment', decidedBy: 'type_object' });
    expect(decide({ ...all, typeClass: null })).toMatchObject({
      type: 'cable_segment',
      decidedBy: 'property_sets',
    });
    expect(decide({ systems: [pipe], names: ['Luftkanal'] })).toEqual({
      type: 'pipe_segment',
      discipline: 'plumbing',
      decidedBy: 'system',
    });
    expect(decide({ names: [null, 'Luftkanal 300'] })).toMatchObject({
      type: 'duct_segment',
      decidedBy: 'name',
    });
    expect(decide({ names: ['Segment'] })).toEqual({
      type: 'flow_segment',
      discipline: null,
      decidedBy: 'none',
    });
  });

  it('keeps segments segments and fittings fittings', () => {
    expect(decide({ ifcClass: 'IfcFlowFitting', typeClass: 'IfcPipeSegmentType' })).toMatchObject({
      type: 'flow_fitting',
    });
    expect(decide({ ifcClass: 'IfcFlowFitting', typeClass: 'IfcPipeFittingType' })).toMatchObject({
      type: 'pipe_fitting',
    });
    expect(decide({ ifcClass: 'IfcFlowTerminal', typeClass: 'IfcAirTerminalType' })).toMatchObject({
      type: 'air_terminal',
      discipline: 'mechanical',
    });
  });
});

describe('system words', () => {
  it.each([
    ['Supply Air 12', 'duct', 'mechanical'],
    ['Механизмы Приточный воздух 1', 'duct', 'mechanical'],
    ['Abluft', 'duct', 'mechanical'],
    ['Domestic Cold Water', 'pipe', 'plumbing'],
    ['Abwasserkanal', 'pipe', 'plumbing'],
    ['Hydronic Return', 'pipe', 'mechanical'],
    ['2_VL  Vorlauf', 'pipe', 'mechanical'],
    ['Heisswasser_RL', 'pipe', 'mechanical'],
    ['ГВС 1', 'pipe', 'plumbing'],
    ['Fire Protection Wet 1', 'pipe', 'fire'],
    ['Kabeltrasse', 'cable', 'electrical'],
    ['Rohr DN50', 'pipe', null],
  ])('reads %s', (name, medium, discipline) => {
    expect(kindOfWords(name)).toEqual({ medium, discipline });
  });

  it('reads nothing into other words', () => {
    for (const name of ['?', 'System 1', 'fireplace', 'Aircraft', 'hair', '', null])
      expect(kindOfWords(name)).toBeNull();
  });

  it('asks the type of a system before its name', () => {
    expect(systemKind('SEWAGE', 'Supply Air')).toEqual({ medium: 'pipe', discipline: 'plumbing' });
    expect(systemKind('NOTDEFINED', 'Supply Air')).toEqual({ medium: 'duct', discipline: 'mechanical' });
  });
});
