import { refOf, textOf } from '../step-access.ts';
import { type StepModel, type StepValue } from '../step-model.ts';
import {
  MAX_DEPTH,
  measureOf,
  NO_PARTS,
  plain,
  type Property,
  type PropertyValue,
  type ReadingBudget,
  readingBudget,
  referenceName,
  valuesOf,
} from './property.ts';

/**
 * Property sets whose properties are attributes of their class, by upper-case class: the attributes that follow GlobalId,
 * OwnerHistory, Name and Description, in order (ISO 16739; IFC2X3 TC1 for those that IFC4 has no more). `-` stands for
 * an attribute that says nothing of the element.
 */
const ROWS: readonly (readonly [string, string])[] = [
  [
    'IfcDoorLiningProperties',
    'LiningDepth LiningThickness ThresholdDepth ThresholdThickness TransomThickness TransomOffset LiningOffset ' +
      'ThresholdOffset CasingThickness CasingDepth ShapeAspectStyle LiningToPanelOffsetX LiningToPanelOffsetY',
  ],
  ['IfcDoorPanelProperties', 'PanelDepth PanelOperation PanelWidth PanelPosition ShapeAspectStyle'],
  [
    'IfcElectricalBaseProperties',
    'EnergySequence UserDefinedEnergySequence ElectricCurrentType InputVoltage InputFrequency FullLoadCurrent ' +
      'MinimumCircuitCurrent MaximumPowerInput RatedPowerInput InputPhase',
  ],
  ['IfcEnergyProperties', 'EnergySequence UserDefinedEnergySequence'],
  [
    'IfcFluidFlowProperties',
    'PropertySource FlowConditionTimeSeries VelocityTimeSeries FlowrateTimeSeries Fluid PressureTimeSeries ' +
      'UserDefinedPropertySource TemperatureSingleValue WetBulbTemperatureSingleValue WetBulbTemperatureTimeSeries ' +
      'TemperatureTimeSeries FlowrateSingleValue FlowConditionSingleValue VelocitySingleValue PressureSingleValue',
  ],
  [
    'IfcPermeableCoveringProperties',
    'OperationType PanelPosition FrameDepth FrameThickness ShapeAspectStyle',
  ],
  ['IfcReinforcementDefinitionProperties', 'DefinitionType ReinforcementSectionDefinitions'],
  // A control, not a set: its ObjectType comes first.
  ['IfcServiceLife', '- ServiceLifeType ServiceLifeDuration'],
  ['IfcServiceLifeFactor', 'PredefinedType UpperValue MostUsedValue LowerValue'],
  ['IfcSoundProperties', 'IsAttenuating SoundScale SoundValues'],
  ['IfcSoundValue', 'SoundLevelTimeSeries Frequency SoundLevelSingleValue'],
  [
    'IfcSpaceThermalLoadProperties',
    'ApplicableValueRatio ThermalLoadSource PropertySource SourceDescription MaximumValue MinimumValue ' +
      'ThermalLoadTimeSeriesValues UserDefinedThermalLoadSource UserDefinedPropertySource ThermalLoadType',
  ],
  [
    'IfcWindowLiningProperties',
    'LiningDepth LiningThickness TransomThickness MullionThickness FirstTransomOffset SecondTransomOffset ' +
      'FirstMullionOffset SecondMullionOffset ShapeAspectStyle LiningOffset LiningToPanelOffsetX LiningToPanelOffsetY',
  ],
  ['IfcWindowPanelProperties', 'OperationType PanelPosition FrameDepth FrameThickness ShapeAspectStyle'],
];

/** One such class. */
interface PredefinedSet {
  readonly className: string;
  /** Names of its attributes from the fifth on; null where the attribute is left out. */
  readonly attributes: readonly (string | null)[];
}

/** Attributes before those of the set itself: GlobalId, OwnerHistory, Name, Description. */
const FIRST_ATTRIBUTE = 4;

const PREDEFINED_SETS: ReadonlyMap<string, PredefinedSet> = new Map(
  ROWS.map(([className, attributes]) => [
    className.toUpperCase(),
    { className, attributes: attributes.split(' ').map((name) => (name === '-' ? null : name)) },
  ]),
);

/** How many attributes an instance of each of these classes has. */
export function predefinedSetSizes(): Record<string, number> {
  return Object.fromEntries(
    [...PREDEFINED_SETS].map(([upperName, { attributes }]) => [
      upperName,
      FIRST_ATTRIBUTE + attributes.length,
    ]),
  );
}

/** The name and the properties of such a set; null where the class is none. @throws StepSyntaxError */
export function readPredefinedSet(
  model: StepModel,
  upperName: string,
  args: readonly StepValue[],
): { readonly name: string; readonly properties: readonly Property[] } | null {
  const set = PREDEFINED_SETS.get(upperName);
  if (set === undefined) return null;
  const properties = attributesOf(model, set, args, 0, readingBudget());
  return { name: textOf(args[2]) ?? set.className, properties };
}

/** The attributes of a predefined set that say something, as properties. */
function attributesOf(
  model: StepModel,
  { attributes }: PredefinedSet,
  args: readonly StepValue[],
  depth: number,
  budget: ReadingBudget,
): Property[] {
  return attributes.flatMap((name, place): Property[] => {
    const value = args[FIRST_ATTRIBUTE + place] ?? null;
    if (name === null || value === null) return [];
    const known = attributeValue(model, value, depth, budget);
    return [{ name, value: known, measure: measureOf(value), unit: null, parts: NO_PARTS }];
  });
}

/** A value; a reference as the attributes of the set it leads to, else by its name. */
function attributeValue(
  model: StepModel,
  value: StepValue,
  depth: number,
  budget: ReadingBudget,
): PropertyValue {
  if (Array.isArray(value)) {
    return (value as readonly StepValue[]).map((item) => attributeValue(model, item, depth, budget));
  }
  const ref = refOf(value);
  if (ref === null) return plain(value);
  const predefined = PREDEFINED_SETS.get(model.typeOf(ref) ?? '');
  if (budget.left-- <= 0) return null;
  const args = predefined === undefined || depth > MAX_DEPTH ? null : model.args(ref);
  if (predefined === undefined || args === null) return referenceName(model, ref);
  return valuesOf(attributesOf(model, predefined, args, depth + 1, budget));
}
