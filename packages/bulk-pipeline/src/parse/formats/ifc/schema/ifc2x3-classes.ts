/** The entities of IFC2X3 TC1, from its EXPRESS listing, in the notation of schema-classes.ts. */
export const IFC2X3_CLASSES = `
ActorRole:3 Address*:3(PostalAddress:7 TelecomAddress:5) Application:4 AppliedValue*:6(CostValue:2
EnvironmentalImpactValue:3) AppliedValueRelationship:5 Approval:7 ApprovalActorRelationship:3
ApprovalPropertyRelationship:2 ApprovalRelationship:4 BoundaryCondition*:1(BoundaryEdgeCondition:6
BoundaryFaceCondition:3 BoundaryNodeCondition:6(BoundaryNodeConditionWarping:1)) CalendarDate:3
Classification:4 ClassificationItem:3 ClassificationItemRelationship:2 ClassificationNotation:1
ClassificationNotationFacet:1 ColourSpecification*:1(ColourRgb:3)
ConnectionGeometry*(ConnectionCurveGeometry:2 ConnectionPointGeometry:2(ConnectionPointEccentricity:3)
ConnectionPortGeometry:3 ConnectionSurfaceGeometry:2) Constraint*:7(Metric:3 Objective:4)
ConstraintAggregationRelationship:4 ConstraintClassificationRelationship:2 ConstraintRelationship:4
CoordinatedUniversalTimeOffset:3 CurrencyRelationship:5 CurveStyleFont:2 CurveStyleFontAndScaling:3
CurveStyleFontPattern:2 DateAndTime:2 DerivedUnit:3 DerivedUnitElement:2 DimensionalExponents:7
DocumentElectronicFormat:3 DocumentInformation:17 DocumentInformationRelationship:3
DraughtingCalloutRelationship:4(DimensionCalloutRelationship DimensionPair)
ExternalReference*:3(ClassificationReference:1 DocumentReference ExternallyDefinedHatchStyle
ExternallyDefinedSurfaceStyle ExternallyDefinedSymbol ExternallyDefinedTextFont LibraryReference) GridAxis:3
IrregularTimeSeriesValue:2 LibraryInformation:5 LightDistributionData:3 LightIntensityDistribution:2
LocalTime:5 Material:1 MaterialClassificationRelationship:2 MaterialLayer:3 MaterialLayerSet:2
MaterialLayerSetUsage:4 MaterialList:1 MaterialProperties*:1(ExtendedMaterialProperties:3 FuelProperties:4
GeneralMaterialProperties:3 HygroscopicMaterialProperties:5
MechanicalMaterialProperties:5(MechanicalConcreteMaterialProperties:6 MechanicalSteelMaterialProperties:7)
OpticalMaterialProperties:9 ProductsOfCombustionProperties:4 ThermalMaterialProperties:4 WaterProperties:7)
MeasureWithUnit:2 MonetaryUnit:1 NamedUnit*:2(ContextDependentUnit:1 ConversionBasedUnit:2 SIUnit:2)
ObjectPlacement*(GridPlacement:2 LocalPlacement:2) Organization:5 OrganizationRelationship:4 OwnerHistory:8
Person:8 PersonAndOrganization:3 PhysicalQuantity*:2(PhysicalComplexQuantity:4
PhysicalSimpleQuantity*:1(QuantityArea:1 QuantityCount:1 QuantityLength:1 QuantityTime:1 QuantityVolume:1
QuantityWeight:1)) PreDefinedItem*:1(PreDefinedColour*(DraughtingPreDefinedColour)
PreDefinedCurveFont*(DraughtingPreDefinedCurveFont) PreDefinedSymbol*(PreDefinedDimensionSymbol
PreDefinedPointMarkerSymbol PreDefinedTerminatorSymbol) PreDefinedTextFont*(DraughtingPreDefinedTextFont
TextStyleFontModel:5)) PresentationLayerAssignment:4(PresentationLayerWithStyle:4)
PresentationStyle*:1(CurveStyle:3 FillAreaStyle:1 SurfaceStyle:2 SymbolStyle:1 TextStyle:3)
PresentationStyleAssignment:1 ProductRepresentation:3(MaterialDefinitionRepresentation:1
ProductDefinitionShape) ProfileDef*:2(ArbitraryClosedProfileDef:1(ArbitraryProfileDefWithVoids:1)
ArbitraryOpenProfileDef:1(CenterLineProfileDef:1) CompositeProfileDef:2 DerivedProfileDef:3
ParameterizedProfileDef*:1(CShapeProfileDef:6 CircleProfileDef:1(CircleHollowProfileDef:1)
CraneRailAShapeProfileDef:12 CraneRailFShapeProfileDef:9 EllipseProfileDef:2
IShapeProfileDef:5(AsymmetricIShapeProfileDef:4) LShapeProfileDef:8
RectangleProfileDef:2(RectangleHollowProfileDef:3 RoundedRectangleProfileDef:1) TShapeProfileDef:10
TrapeziumProfileDef:4 UShapeProfileDef:8 ZShapeProfileDef:6))
ProfileProperties*:2(GeneralProfileProperties:5(StructuralProfileProperties:16(StructuralSteelProfileProperties:4))
RibPlateProfileProperties:5) Property*:2(ComplexProperty:2 SimpleProperty*(PropertyBoundedValue:3
PropertyEnumeratedValue:2 PropertyListValue:2 PropertyReferenceValue:2 PropertySingleValue:2
PropertyTableValue:1)) PropertyConstraintRelationship:4 PropertyDependencyRelationship:5
PropertyEnumeration:2 ReferencesValueDocument:4 ReinforcementBarProperties:6 Relaxation:2
Representation:4(ShapeModel*(ShapeRepresentation TopologyRepresentation) StyleModel*(StyledRepresentation))
RepresentationContext:2(GeometricRepresentationContext:4(GeometricRepresentationSubContext:4))
RepresentationItem*(GeometricRepresentationItem*(AnnotationFillArea:2 AnnotationSurface:2
BooleanResult:3(BooleanClippingResult) BoundingBox:4
CartesianTransformationOperator*:4(CartesianTransformationOperator2D(CartesianTransformationOperator2DnonUniform:1)
CartesianTransformationOperator3D:1(CartesianTransformationOperator3DnonUniform:2)) CompositeCurveSegment:3
CsgPrimitive3D*:1(Block:3 RectangularPyramid:3 RightCircularCone:2 RightCircularCylinder:2 Sphere:1)
Curve*(BoundedCurve*(BSplineCurve*:5(BezierCurve(RationalBezierCurve:1)) CompositeCurve:2(2DCompositeCurve)
Polyline:1 TrimmedCurve:5) Conic*:1(Circle:1 Ellipse:2) Line:2 OffsetCurve2D:3 OffsetCurve3D:4)
DefinedSymbol:2 Direction:1 DraughtingCallout:1(DimensionCurveDirectedCallout(AngularDimension
DiameterDimension LinearDimension RadiusDimension) StructuredDimensionCallout) FaceBasedSurfaceModel:1
FillAreaStyleHatching:5 FillAreaStyleTileSymbolWithStyle:1 FillAreaStyleTiles:3
GeometricSet:1(GeometricCurveSet) HalfSpaceSolid:2(BoxedHalfSpace:1 PolygonalBoundedHalfSpace:2)
LightSource*:4(LightSourceAmbient LightSourceDirectional:1 LightSourceGoniometric:6
LightSourcePositional:5(LightSourceSpot:4)) OneDirectionRepeatFactor:1(TwoDirectionRepeatFactor:1)
Placement*:1(Axis1Placement:1 Axis2Placement2D:1 Axis2Placement3D:2) PlanarExtent:2(PlanarBox:1)
Point*(CartesianPoint:1 PointOnCurve:2 PointOnSurface:3) SectionedSpine:3 ShellBasedSurfaceModel:1
SolidModel*(CsgSolid:1 ManifoldSolidBrep*:1(FacetedBrep FacetedBrepWithVoids:1)
SweptAreaSolid*:2(ExtrudedAreaSolid:2 RevolvedAreaSolid:2 SurfaceCurveSweptAreaSolid:4) SweptDiskSolid:5)
Surface*(BoundedSurface(CurveBoundedPlane:3 RectangularTrimmedSurface:7) ElementarySurface*:1(Plane)
SweptSurface*:2(SurfaceOfLinearExtrusion:2 SurfaceOfRevolution:1)) TextLiteral:3(TextLiteralWithExtent:2)
Vector:2) MappedItem:2 StyledItem:3(AnnotationOccurrence*(AnnotationCurveOccurrence(DimensionCurve
ProjectionCurve) AnnotationFillAreaOccurrence:2 AnnotationSurfaceOccurrence
AnnotationSymbolOccurrence(TerminatorSymbol:1(DimensionCurveTerminator:1)) AnnotationTextOccurrence))
TopologicalRepresentationItem*(ConnectedFaceSet:1(ClosedShell OpenShell) Edge:2(EdgeCurve:2 OrientedEdge:2
Subedge:1) Face:1(FaceSurface:2) FaceBound:2(FaceOuterBound) Loop(EdgeLoop:1 PolyLoop:1 VertexLoop:1) Path:1
Vertex(VertexPoint:1))) RepresentationMap:2 Root*:4(ObjectDefinition*(Object*:1(Actor:1(Occupant:1)
Control*(ActionRequest:1 ConditionCriterion:2 CostItem CostSchedule:8 EquipmentStandard FurnitureStandard
PerformanceHistory:1 Permit:1 ProjectOrder:3 ProjectOrderRecord:1 ScheduleTimeControl:18 ServiceLife:2
SpaceProgram:5 TimeSeriesSchedule:3 WorkControl*:10(WorkPlan WorkSchedule)) Group(Asset:9 Condition
Inventory:6 StructuralLoadGroup:5 StructuralResultGroup:3 System(ElectricalCircuit
StructuralAnalysisModel:4) Zone) Process*(Procedure:3 Task:5(Move:3 OrderAction:1)) Product*:2(Annotation
Element*:1(BuildingElement*(Beam BuildingElementComponent*(BuildingElementPart
ReinforcingElement*:1(ReinforcingBar:5 ReinforcingMesh:8 Tendon:8 TendonAnchor)) BuildingElementProxy:1
Column Covering:1 CurtainWall Door:2 Footing:1 Member Pile:2 Plate Railing:1 Ramp:1 RampFlight Roof:1 Slab:1
Stair:1 StairFlight:4 Wall(WallStandardCase) Window:2) DistributionElement(DistributionControlElement:1
DistributionFlowElement(DistributionChamberElement EnergyConversionDevice
FlowController(ElectricDistributionPoint:2) FlowFitting FlowMovingDevice FlowSegment FlowStorageDevice
FlowTerminal FlowTreatmentDevice)) ElectricalElement ElementAssembly:2 ElementComponent*(DiscreteAccessory
Fastener(MechanicalFastener:2)) EquipmentElement FeatureElement*(FeatureElementAddition*(ProjectionElement)
FeatureElementSubtraction*(EdgeFeature*:1(ChamferEdgeFeature:2 RoundedEdgeFeature:1) OpeningElement))
FurnishingElement TransportElement:3 VirtualElement) Grid:1 Port*(DistributionPort:1) Proxy:2
SpatialStructureElement*:2(Building:3 BuildingStorey:1 Site:5 Space:2)
StructuralActivity*:2(StructuralAction*:2(StructuralLinearAction:1(StructuralLinearActionVarying:2)
StructuralPlanarAction:1(StructuralPlanarActionVarying:2) StructuralPointAction)
StructuralReaction*(StructuralPointReaction))
StructuralItem*(StructuralConnection*:1(StructuralCurveConnection StructuralPointConnection
StructuralSurfaceConnection) StructuralMember*(StructuralCurveMember:1(StructuralCurveMemberVarying)
StructuralSurfaceMember:2(StructuralSurfaceMemberVarying:2)))) Project:4
Resource*(ConstructionResource*:4(ConstructionEquipmentResource ConstructionMaterialResource:2
ConstructionProductResource CrewResource LaborResource:1 SubContractResource:2)))
TypeObject:2(TypeProduct:1(DoorStyle:4 ElementType*:1(BuildingElementType*(BeamType:1
BuildingElementProxyType:1 ColumnType:1 CoveringType:1 CurtainWallType:1 MemberType:1 PlateType:1
RailingType:1 RampFlightType:1 SlabType:1 StairFlightType:1 WallType:1)
DistributionElementType(DistributionControlElementType*(ActuatorType:1 AlarmType:1 ControllerType:1
FlowInstrumentType:1 SensorType:1) DistributionFlowElementType*(DistributionChamberElementType:1
EnergyConversionDeviceType*(AirToAirHeatRecoveryType:1 BoilerType:1 ChillerType:1 CoilType:1 CondenserType:1
CooledBeamType:1 CoolingTowerType:1 ElectricGeneratorType:1 ElectricMotorType:1 EvaporativeCoolerType:1
EvaporatorType:1 HeatExchangerType:1 HumidifierType:1 MotorConnectionType:1 SpaceHeaterType:1
TransformerType:1 TubeBundleType:1 UnitaryEquipmentType:1) FlowControllerType*(AirTerminalBoxType:1
DamperType:1 ElectricTimeControlType:1 FlowMeterType:1 ProtectiveDeviceType:1 SwitchingDeviceType:1
ValveType:1) FlowFittingType*(CableCarrierFittingType:1 DuctFittingType:1 JunctionBoxType:1
PipeFittingType:1) FlowMovingDeviceType*(CompressorType:1 FanType:1 PumpType:1)
FlowSegmentType*(CableCarrierSegmentType:1 CableSegmentType:1 DuctSegmentType:1 PipeSegmentType:1)
FlowStorageDeviceType*(ElectricFlowStorageDeviceType:1 TankType:1) FlowTerminalType*(AirTerminalType:1
ElectricApplianceType:1 ElectricHeaterType:1 FireSuppressionTerminalType:1 GasTerminalType:1 LampType:1
LightFixtureType:1 OutletType:1 SanitaryTerminalType:1 StackTerminalType:1 WasteTerminalType:1)
FlowTreatmentDeviceType*(DuctSilencerType:1 FilterType:1)))
ElementComponentType*(DiscreteAccessoryType(VibrationIsolatorType:1) FastenerType(MechanicalFastenerType))
FurnishingElementType(FurnitureType:1 SystemFurnitureElementType) SpatialStructureElementType*(SpaceType:1)
TransportElementType:1) WindowStyle:4))) PropertyDefinition*(PropertySetDefinition*(DoorLiningProperties:11
DoorPanelProperties:5 ElementQuantity:2 EnergyProperties:2(ElectricalBaseProperties:8)
FluidFlowProperties:15 PermeableCoveringProperties:5 PropertySet:1 ReinforcementDefinitionProperties:2
ServiceLifeFactor:4 SoundProperties:3 SoundValue:3 SpaceThermalLoadProperties:10 WindowLiningProperties:9
WindowPanelProperties:5)) Relationship*(RelAssigns*:2(RelAssignsToActor:2(RelOccupiesSpaces)
RelAssignsToControl:1(RelAssignsTasks:1 RelAssignsToProjectOrder RelSchedulesCostItems) RelAssignsToGroup:1
RelAssignsToProcess:2 RelAssignsToProduct:1 RelAssignsToResource:1)
RelAssociates:1(RelAssociatesAppliedValue:1 RelAssociatesApproval:1 RelAssociatesClassification:1
RelAssociatesConstraint:2 RelAssociatesDocument:1 RelAssociatesLibrary:1 RelAssociatesMaterial:1
RelAssociatesProfileProperties:3) RelConnects*(RelConnectsElements:3(RelConnectsPathElements:4
RelConnectsWithRealizingElements:2) RelConnectsPortToElement:2 RelConnectsPorts:3
RelConnectsStructuralActivity:2 RelConnectsStructuralElement:2
RelConnectsStructuralMember:6(RelConnectsWithEccentricity:1) RelContainedInSpatialStructure:2
RelCoversBldgElements:2 RelCoversSpaces:2 RelFillsElement:2 RelFlowControlElements:2
RelInteractionRequirements:5 RelProjectsElement:2 RelReferencedInSpatialStructure:2 RelSequence:4
RelServicesBuildings:2 RelSpaceBoundary:5 RelVoidsElement:2) RelDecomposes*:2(RelAggregates RelNests)
RelDefines*:1(RelDefinesByProperties:1(RelOverridesProperties:1) RelDefinesByType:1))) SectionProperties:3
SectionReinforcementProperties:6 ShapeAspect:5 StructuralConnectionCondition*:1(FailureConnectionCondition:6
SlippageConnectionCondition:3) StructuralLoad*:1(StructuralLoadStatic*(StructuralLoadLinearForce:6
StructuralLoadPlanarForce:3 StructuralLoadSingleDisplacement:6(StructuralLoadSingleDisplacementDistortion:1)
StructuralLoadSingleForce:6(StructuralLoadSingleForceWarping:1) StructuralLoadTemperature:3))
SurfaceStyleLighting:4 SurfaceStyleRefraction:2 SurfaceStyleShading:1(SurfaceStyleRendering:8)
SurfaceStyleWithTextures:1 SurfaceTexture*:4(BlobTexture:2 ImageTexture:1 PixelTexture:4) Table:2 TableRow:2
TextStyleForDefinedFont:2 TextStyleTextModel:7 TextStyleWithBoxCharacteristics:5
TextureCoordinate*(TextureCoordinateGenerator:2 TextureMap:1) TextureVertex:1
TimeSeries*:8(IrregularTimeSeries:1 RegularTimeSeries:2) TimeSeriesReferenceRelationship:2 TimeSeriesValue:1
UnitAssignment:1 VertexBasedTextureMap:2 VirtualGridIntersection:1
`;
