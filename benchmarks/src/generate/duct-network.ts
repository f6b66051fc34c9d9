import { type SegmentInput } from '@sizewise/shared';

/** Ducts of one branch: from the tee in the main to its terminal. */
const BRANCH_DUCTS = 4;
const FLOW = 0.12;

/**
 * A tree of so many ducts as a supply system has them: a unit, a main of one duct and one tee for each branch, and
 * branches of four ducts with an elbow between two of them and a terminal at the end. Only terminals carry a flow.
 */
export function* generateDuctNetwork(ducts: number): Generator<SegmentInput> {
  yield { externalId: 'unit', segmentType: 'equipment', ifcClass: 'IfcUnitaryEquipment' };
  let upstream = 'unit';
  for (let made = 0, branch = 0; made < ducts; branch++) {
    const main = `main-${branch}`;
    const tee = `tee-${branch}`;
    yield duct(main, 0.8, [upstream, tee]);
    yield fitting(tee);
    upstream = tee;
    made++;
    let before = tee;
    for (let n = 0; n < BRANCH_DUCTS && made < ducts; n++, made++) {
      const name = `branch-${branch}-${n}`;
      const elbow = `elbow-${branch}-${n}`;
      yield duct(name, 0.25, [before, elbow]);
      yield fitting(elbow);
      before = elbow;
    }
    yield { externalId: `out-${branch}`, segmentType: 'air_terminal', airflow: FLOW, connectsTo: [before] };
  }
}

function duct(externalId: string, diameter: number, connectsTo: string[]): SegmentInput {
  const material = 'Galvanised steel';
  return {
    externalId,
    segmentType: 'duct_segment',
    shape: 'round',
    diameter,
    length: 3,
    material,
    connectsTo,
  };
}

function fitting(externalId: string): SegmentInput {
  return { externalId, segmentType: 'duct_fitting' };
}
