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
export interface PredefinedSet {
  readonly className: string;
  /** Names of its attributes from the fifth on; null where the attribute is left out. */
  readonly attributes: readonly (string | null)[];
}

/** Attributes before those of the set itself: GlobalId, OwnerHistory, Name, Description. */
export const FIRST_ATTRIBUTE = 4;

export const PREDEFINED_SETS: ReadonlyMap<string, PredefinedSet> = new Map(
  ROWS.map(([className, attributes]) => [
    className.toUpperCase(),
    { className, attributes: attributes.split(' ').map((name) => (name === '-' ? null : name)) },
  ]),
);
