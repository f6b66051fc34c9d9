import { type RelationClass } from './class-roles.ts';
import { StepSyntaxError } from './ifc-errors.ts';
import { RELATION_KINDS, type RelationKind, type Relations } from './ifc-index.ts';
import { type InstanceTable } from './instance-table.ts';
import { RelationMapBuilder } from './relation-map.ts';
import { type SchemaClasses } from './schema/schema-classes.ts';
import { refOf, refsOf } from './step-access.ts';
import { type StepModel, type StepValue } from './step-model.ts';

/** Classes that decide whether a relation is kept. */
const ANCESTORS = [
  'IfcDistributionElement',
  'IfcGroup',
  'IfcPort',
  'IfcProduct',
  'IfcServiceLife',
  'IfcSpatialZone',
  'IfcTypeObject',
] as const;
type Ancestor = (typeof ANCESTORS)[number];

/** Turns the relations of a file around. What only other elements have is left out. */
export class RelationCollector {
  readonly #model: StepModel;
  readonly #builders: Record<RelationKind, RelationMapBuilder>;
  readonly #instances: InstanceTable;
  /** By ancestor: 1 for each class number that descends from it. */
  readonly #descendants: Readonly<Record<Ancestor, Uint8Array>>;
  /** Relations that cannot be read, by instance number. */
  readonly broken: number[] = [];

  constructor(
    model: StepModel,
    classes: SchemaClasses,
    instances: InstanceTable,
    classNames: readonly string[],
  ) {
    this.#model = model;
    this.#instances = instances;
    this.#descendants = Object.fromEntries(
      ANCESTORS.map((name) => [
        name,
        Uint8Array.from(classNames, (className) => Number(classes.isA(className, name))),
      ]),
    ) as Record<Ancestor, Uint8Array>;
    this.#builders = Object.fromEntries(
      RELATION_KINDS.map((kind) => [kind, new RelationMapBuilder()]),
    ) as Record<RelationKind, RelationMapBuilder>;
  }

  /** Adds one relation instance. */
  add(id: number, relation: RelationClass): void {
    try {
      const args = this.#model.args(id);
      if (args !== null) this.#collect(id, relation, args);
    } catch (error) {
      if (!(error instanceof StepSyntaxError)) throw error;
      this.broken.push(id);
    }
  }

  build(): Relations {
    return Object.fromEntries(
      RELATION_KINDS.map((kind) => [kind, this.#builders[kind].build()]),
    ) as Relations;
  }

  #collect(id: number, relation: RelationClass, args: readonly StepValue[]): void {
    switch (relation) {
      case 'IfcRelAssignsToGroup':
        if (this.#isA(refOf(args[6]), 'IfcGroup'))
          this.#each('groups', args[4], args[6], ['IfcProduct', 'IfcGroup']);
        return;
      case 'IfcRelReferencedInSpatialStructure':
        if (this.#isA(refOf(args[5]), 'IfcSpatialZone'))
          this.#each('groups', args[4], args[5], ['IfcDistributionElement']);
        return;
      case 'IfcRelContainedInSpatialStructure':
        return this.#each('container', args[4], args[5], null);
      case 'IfcRelAggregates':
        return this.#each('parent', args[5], args[4], null);
      case 'IfcRelNests':
        return this.#nest(args);
      case 'IfcRelOverridesProperties':
        // What overrides goes first: of two properties of one name the first stands.
        this.#each('properties', args[4], { ref: id }, ['IfcDistributionElement']);
        return this.#each('properties', args[4], args[5], ['IfcDistributionElement']);
      case 'IfcRelDefinesByProperties':
        for (const set of refsOf(args[5]))
          this.#each('properties', args[4], { ref: set }, ['IfcDistributionElement']);
        return;
      case 'IfcRelAssignsToControl':
        if (this.#isA(refOf(args[6]), 'IfcServiceLife'))
          this.#each('properties', args[4], args[6], ['IfcDistributionElement']);
        return;
      case 'IfcRelDefinesByType':
        return this.#each('type', args[4], args[5], ['IfcDistributionElement']);
      case 'IfcRelAssociatesMaterial':
      case 'IfcRelAssociatesProfileDef':
        return this.#each('material', args[4], args[5], ['IfcDistributionElement', 'IfcTypeObject']);
      case 'IfcRelAssociatesClassification':
        return this.#each('classification', args[4], args[5], ['IfcDistributionElement', 'IfcTypeObject']);
      case 'IfcPresentationLayerAssignment':
        return this.#each('layer', args[2], { ref: id }, null);
      case 'IfcRelConnectsElements':
        return this.#connect(refOf(args[5]), refOf(args[6]));
      case 'IfcRelConnectsPorts':
        return this.#link('portLinks', refOf(args[4]), refOf(args[5]));
      case 'IfcRelConnectsPortToElement':
        return this.#own(refOf(args[4]), refOf(args[5]));
    }
  }

  #nest(args: readonly StepValue[]): void {
    const owner = refOf(args[4]);
    for (const child of refsOf(args[5])) {
      if (this.#isA(child, 'IfcPort')) this.#own(child, owner);
      else if (owner !== null) this.#builders.nestedIn.add(child, owner);
    }
  }

  #own(port: number | null, owner: number | null): void {
    if (port === null || owner === null) return;
    this.#builders.ports.add(owner, port);
    this.#builders.portOwner.add(port, owner);
  }

  #connect(a: number | null, b: number | null): void {
    const both = this.#isA(a, 'IfcDistributionElement') && this.#isA(b, 'IfcDistributionElement');
    if (both) this.#link('connected', a, b);
  }

  #link(kind: RelationKind, a: number | null, b: number | null): void {
    if (a === null || b === null) return;
    this.#builders[kind].add(a, b);
    this.#builders[kind].add(b, a);
  }

  #each(
    kind: RelationKind,
    from: StepValue | undefined,
    to: StepValue | undefined,
    only: readonly Ancestor[] | null,
  ): void {
    const target = refOf(to);
    if (target === null) return;
    for (const source of refsOf(from)) {
      if (only === null || only.some((ancestor) => this.#isA(source, ancestor)))
        this.#builders[kind].add(source, target);
    }
  }

  #isA(id: number | null, ancestor: Ancestor): boolean {
    return id !== null && this.#descendants[ancestor][this.#instances.classOf(id)] === 1;
  }
}
