/** The entities of IFC4 ADD2 TC1, from its EXPRESS listing, in the notation of schema-classes.ts. */
export const IFC4_CLASSES = `
ActorRole:3 Address*:3(PostalAddress:7 TelecomAddress:6) Application:4 AppliedValue:10(CostValue) Approval:9
BoundaryCondition*:1(BoundaryEdgeCondition:6 BoundaryFaceCondition:3
BoundaryNodeCondition:6(BoundaryNodeConditionWarping:1)) ConnectionGeometry*(ConnectionCurveGeometry:2
ConnectionPointGeometry:2(ConnectionPointEccentricity:3) ConnectionSurfaceGeometry:2
ConnectionVolumeGeometry:2) Constraint*:7(Metric:4 Objective:4) CoordinateOperation*:2(MapConversion:6)
CoordinateReferenceSystem*:4(ProjectedCRS:3) DerivedUnit:3 DerivedUnitElement:2 DimensionalExponents:7
ExternalInformation*(Classification:7 DocumentInformation:17 LibraryInformation:6)
ExternalReference*:3(ClassificationReference:3 DocumentReference:2 ExternallyDefinedHatchStyle
ExternallyDefinedSurfaceStyle ExternallyDefinedTextFont LibraryReference:3) GridAxis:3
IrregularTimeSeriesValue:2 LightDistributionData:3 LightIntensityDistribution:2
MaterialClassificationRelationship:2 MaterialDefinition*(Material:3 MaterialConstituent:5
MaterialConstituentSet:3 MaterialLayer:7(MaterialLayerWithOffsets:2) MaterialLayerSet:3
MaterialProfile:6(MaterialProfileWithOffsets:1) MaterialProfileSet:4) MaterialList:1
MaterialUsageDefinition*(MaterialLayerSetUsage:5
MaterialProfileSetUsage:3(MaterialProfileSetUsageTapering:2)) MeasureWithUnit:2 MonetaryUnit:1
NamedUnit*:2(ContextDependentUnit:1 ConversionBasedUnit:2(ConversionBasedUnitWithOffset:1) SIUnit:2)
ObjectPlacement*(GridPlacement:2 LocalPlacement:2) Organization:5 OwnerHistory:8 Person:8
PersonAndOrganization:3 PhysicalQuantity*:2(PhysicalComplexQuantity:4
PhysicalSimpleQuantity*:1(QuantityArea:2 QuantityCount:2 QuantityLength:2 QuantityTime:2 QuantityVolume:2
QuantityWeight:2)) PresentationItem*(ColourRgbList:1 ColourSpecification*:1(ColourRgb:3) CurveStyleFont:2
CurveStyleFontAndScaling:3 CurveStyleFontPattern:2 IndexedColourMap:4
PreDefinedItem*:1(PreDefinedColour*(DraughtingPreDefinedColour)
PreDefinedCurveFont*(DraughtingPreDefinedCurveFont) PreDefinedTextFont*(TextStyleFontModel:5))
SurfaceStyleLighting:4 SurfaceStyleRefraction:2 SurfaceStyleShading:2(SurfaceStyleRendering:7)
SurfaceStyleWithTextures:1 SurfaceTexture*:5(BlobTexture:2 ImageTexture:1 PixelTexture:4)
TextStyleForDefinedFont:2 TextStyleTextModel:7
TextureCoordinate*:1(IndexedTextureMap*:2(IndexedTriangleTextureMap:1) TextureCoordinateGenerator:2
TextureMap:2) TextureVertex:1 TextureVertexList:1)
PresentationLayerAssignment:4(PresentationLayerWithStyle:4) PresentationStyle*:1(CurveStyle:4
FillAreaStyle:2 SurfaceStyle:2 TextStyle:4) PresentationStyleAssignment:1
ProductRepresentation*:3(MaterialDefinitionRepresentation:1 ProductDefinitionShape)
ProfileDef:2(ArbitraryClosedProfileDef:1(ArbitraryProfileDefWithVoids:1)
ArbitraryOpenProfileDef:1(CenterLineProfileDef:1) CompositeProfileDef:2
DerivedProfileDef:3(MirroredProfileDef) ParameterizedProfileDef*:1(AsymmetricIShapeProfileDef:12
CShapeProfileDef:5 CircleProfileDef:1(CircleHollowProfileDef:1) EllipseProfileDef:2 IShapeProfileDef:7
LShapeProfileDef:6 RectangleProfileDef:2(RectangleHollowProfileDef:3 RoundedRectangleProfileDef:1)
TShapeProfileDef:9 TrapeziumProfileDef:4 UShapeProfileDef:7 ZShapeProfileDef:6))
PropertyAbstraction*(ExtendedProperties*:3(MaterialProperties:1 ProfileProperties:1)
PreDefinedProperties*(ReinforcementBarProperties:6 SectionProperties:3 SectionReinforcementProperties:6)
Property*:2(ComplexProperty:2 SimpleProperty*(PropertyBoundedValue:4 PropertyEnumeratedValue:2
PropertyListValue:2 PropertyReferenceValue:2 PropertySingleValue:2 PropertyTableValue:1))
PropertyEnumeration:2) RecurrencePattern:8 Reference:5 Representation*:4(ShapeModel*(ShapeRepresentation
TopologyRepresentation) StyleModel*(StyledRepresentation))
RepresentationContext*:2(GeometricRepresentationContext:4(GeometricRepresentationSubContext:4))
RepresentationItem*(GeometricRepresentationItem*(AnnotationFillArea:2 BooleanResult:3(BooleanClippingResult)
BoundingBox:4 CartesianPointList*(CartesianPointList2D:1 CartesianPointList3D:1)
CartesianTransformationOperator*:4(CartesianTransformationOperator2D(CartesianTransformationOperator2DnonUniform:1)
CartesianTransformationOperator3D:1(CartesianTransformationOperator3DnonUniform:2))
CompositeCurveSegment:3(ReparametrisedCompositeCurveSegment:1) CsgPrimitive3D*:1(Block:3
RectangularPyramid:3 RightCircularCone:2 RightCircularCylinder:2 Sphere:1)
Curve*(BoundedCurve*(BSplineCurve*:5(BSplineCurveWithKnots:3(RationalBSplineCurveWithKnots:1))
CompositeCurve:2(CompositeCurveOnSurface(BoundaryCurve(OuterBoundaryCurve))) IndexedPolyCurve:3 Polyline:1
TrimmedCurve:5) Conic*:1(Circle:1 Ellipse:2) Line:2 OffsetCurve2D:3 OffsetCurve3D:4 Pcurve:2
SurfaceCurve:3(IntersectionCurve SeamCurve)) Direction:1 FaceBasedSurfaceModel:1 FillAreaStyleHatching:5
FillAreaStyleTiles:3 GeometricSet:1(GeometricCurveSet) HalfSpaceSolid:2(BoxedHalfSpace:1
PolygonalBoundedHalfSpace:2) LightSource*:4(LightSourceAmbient LightSourceDirectional:1
LightSourceGoniometric:6 LightSourcePositional:5(LightSourceSpot:4)) Placement*:1(Axis1Placement:1
Axis2Placement2D:1 Axis2Placement3D:2) PlanarExtent:2(PlanarBox:1) Point*(CartesianPoint:1 PointOnCurve:2
PointOnSurface:3) SectionedSpine:3 ShellBasedSurfaceModel:1 SolidModel*(CsgSolid:1
ManifoldSolidBrep*:1(AdvancedBrep(AdvancedBrepWithVoids:1) FacetedBrep(FacetedBrepWithVoids:1))
SweptAreaSolid*:2(ExtrudedAreaSolid:2(ExtrudedAreaSolidTapered:1) FixedReferenceSweptAreaSolid:4
RevolvedAreaSolid:2(RevolvedAreaSolidTapered:1) SurfaceCurveSweptAreaSolid:4)
SweptDiskSolid:5(SweptDiskSolidPolygonal:1))
Surface*(BoundedSurface*(BSplineSurface*:7(BSplineSurfaceWithKnots:5(RationalBSplineSurfaceWithKnots:1))
CurveBoundedPlane:3 CurveBoundedSurface:3 RectangularTrimmedSurface:7)
ElementarySurface*:1(CylindricalSurface:1 Plane SphericalSurface:1 ToroidalSurface:2)
SweptSurface*:2(SurfaceOfLinearExtrusion:2 SurfaceOfRevolution:1))
TessellatedItem*(IndexedPolygonalFace:1(IndexedPolygonalFaceWithVoids:1)
TessellatedFaceSet*:1(PolygonalFaceSet:3 TriangulatedFaceSet:4)) TextLiteral:3(TextLiteralWithExtent:2)
Vector:2) MappedItem:2 StyledItem:3 TopologicalRepresentationItem*(ConnectedFaceSet:1(ClosedShell OpenShell)
Edge:2(EdgeCurve:2 OrientedEdge:2 Subedge:1) Face:1(FaceSurface:2(AdvancedFace)) FaceBound:2(FaceOuterBound)
Loop(EdgeLoop:1 PolyLoop:1 VertexLoop:1) Path:1 Vertex(VertexPoint:1))) RepresentationMap:2
ResourceLevelRelationship*:2(ApprovalRelationship:2 CurrencyRelationship:5 DocumentInformationRelationship:3
ExternalReferenceRelationship:2 MaterialRelationship:3 OrganizationRelationship:2
PropertyDependencyRelationship:3 ResourceApprovalRelationship:2 ResourceConstraintRelationship:2)
Root*:4(ObjectDefinition*(Context*:5(Project ProjectLibrary) Object*:1(Actor:1(Occupant:1)
Control*:1(ActionRequest:3 CostItem:3 CostSchedule:4 PerformanceHistory:2 Permit:3 ProjectOrder:3
WorkCalendar:3 WorkControl*:7(WorkPlan:1 WorkSchedule:1)) Group(Asset:9 Inventory:6
StructuralLoadGroup:5(StructuralLoadCase:1) StructuralResultGroup:3 System(BuildingSystem:2
DistributionSystem:2(DistributionCircuit) StructuralAnalysisModel:5 Zone:1)) Process*:2(Event:4 Procedure:1
Task:6) Product*:2(Annotation Element*:1(BuildingElement*(Beam:1(BeamStandardCase) BuildingElementProxy:1
Chimney:1 Column:1(ColumnStandardCase) Covering:1 CurtainWall:1 Door:5(DoorStandardCase) Footing:1
Member:1(MemberStandardCase) Pile:2 Plate:1(PlateStandardCase) Railing:1 Ramp:1 RampFlight:1 Roof:1
ShadingDevice:1 Slab:1(SlabElementedCase SlabStandardCase) Stair:1 StairFlight:5 Wall:1(WallElementedCase
WallStandardCase) Window:5(WindowStandardCase)) CivilElement
DistributionElement(DistributionControlElement(Actuator:1 Alarm:1 Controller:1 FlowInstrument:1
ProtectiveDeviceTrippingUnit:1 Sensor:1 UnitaryControlElement:1)
DistributionFlowElement(DistributionChamberElement:1 EnergyConversionDevice(AirToAirHeatRecovery:1 Boiler:1
Burner:1 Chiller:1 Coil:1 Condenser:1 CooledBeam:1 CoolingTower:1 ElectricGenerator:1 ElectricMotor:1
Engine:1 EvaporativeCooler:1 Evaporator:1 HeatExchanger:1 Humidifier:1 MotorConnection:1 SolarDevice:1
Transformer:1 TubeBundle:1 UnitaryEquipment:1) FlowController(AirTerminalBox:1 Damper:1
ElectricDistributionBoard:1 ElectricTimeControl:1 FlowMeter:1 ProtectiveDevice:1 SwitchingDevice:1 Valve:1)
FlowFitting(CableCarrierFitting:1 CableFitting:1 DuctFitting:1 JunctionBox:1 PipeFitting:1)
FlowMovingDevice(Compressor:1 Fan:1 Pump:1) FlowSegment(CableCarrierSegment:1 CableSegment:1 DuctSegment:1
PipeSegment:1) FlowStorageDevice(ElectricFlowStorageDevice:1 Tank:1) FlowTerminal(AirTerminal:1
AudioVisualAppliance:1 CommunicationsAppliance:1 ElectricAppliance:1 FireSuppressionTerminal:1 Lamp:1
LightFixture:1 MedicalDevice:1 Outlet:1 SanitaryTerminal:1 SpaceHeater:1 StackTerminal:1 WasteTerminal:1)
FlowTreatmentDevice(DuctSilencer:1 Filter:1 Interceptor:1))) ElementAssembly:2
ElementComponent*(BuildingElementPart:1 DiscreteAccessory:1 Fastener:1 MechanicalFastener:3
ReinforcingElement*:1(ReinforcingBar:5 ReinforcingMesh:9 Tendon:8 TendonAnchor:1) VibrationIsolator:1)
FeatureElement*(FeatureElementAddition*(ProjectionElement:1)
FeatureElementSubtraction*(OpeningElement:1(OpeningStandardCase) VoidingFeature:1) SurfaceFeature:1)
FurnishingElement(Furniture:1 SystemFurnitureElement:1) GeographicElement:1 TransportElement:1
VirtualElement) Grid:1 Port*(DistributionPort:3) Proxy:2
SpatialElement*:1(ExternalSpatialStructureElement*(ExternalSpatialElement:1)
SpatialStructureElement*:1(Building:3 BuildingStorey:1 Site:5 Space:2) SpatialZone:1)
StructuralActivity*:2(StructuralAction*:1(StructuralCurveAction:2(StructuralLinearAction)
StructuralPointAction StructuralSurfaceAction:2(StructuralPlanarAction))
StructuralReaction*(StructuralCurveReaction:1 StructuralPointReaction StructuralSurfaceReaction:1))
StructuralItem*(StructuralConnection*:1(StructuralCurveConnection:1 StructuralPointConnection:1
StructuralSurfaceConnection) StructuralMember*(StructuralCurveMember:2(StructuralCurveMemberVarying)
StructuralSurfaceMember:2(StructuralSurfaceMemberVarying))))
Resource*:2(ConstructionResource*:3(ConstructionEquipmentResource:1 ConstructionMaterialResource:1
ConstructionProductResource:1 CrewResource:1 LaborResource:1 SubContractResource:1)))
TypeObject:2(TypeProcess*:3(EventType:3 ProcedureType:1 TaskType:2) TypeProduct:1(DoorStyle:4
ElementType*:1(BuildingElementType*(BeamType:1 BuildingElementProxyType:1 ChimneyType:1 ColumnType:1
CoveringType:1 CurtainWallType:1 DoorType:4 FootingType:1 MemberType:1 PileType:1 PlateType:1 RailingType:1
RampFlightType:1 RampType:1 RoofType:1 ShadingDeviceType:1 SlabType:1 StairFlightType:1 StairType:1
WallType:1 WindowType:4) CivilElementType
DistributionElementType(DistributionControlElementType*(ActuatorType:1 AlarmType:1 ControllerType:1
FlowInstrumentType:1 ProtectiveDeviceTrippingUnitType:1 SensorType:1 UnitaryControlElementType:1)
DistributionFlowElementType*(DistributionChamberElementType:1
EnergyConversionDeviceType*(AirToAirHeatRecoveryType:1 BoilerType:1 BurnerType:1 ChillerType:1 CoilType:1
CondenserType:1 CooledBeamType:1 CoolingTowerType:1 ElectricGeneratorType:1 ElectricMotorType:1 EngineType:1
EvaporativeCoolerType:1 EvaporatorType:1 HeatExchangerType:1 HumidifierType:1 MotorConnectionType:1
SolarDeviceType:1 TransformerType:1 TubeBundleType:1 UnitaryEquipmentType:1)
FlowControllerType*(AirTerminalBoxType:1 DamperType:1 ElectricDistributionBoardType:1
ElectricTimeControlType:1 FlowMeterType:1 ProtectiveDeviceType:1 SwitchingDeviceType:1 ValveType:1)
FlowFittingType*(CableCarrierFittingType:1 CableFittingType:1 DuctFittingType:1 JunctionBoxType:1
PipeFittingType:1) FlowMovingDeviceType*(CompressorType:1 FanType:1 PumpType:1)
FlowSegmentType*(CableCarrierSegmentType:1 CableSegmentType:1 DuctSegmentType:1 PipeSegmentType:1)
FlowStorageDeviceType*(ElectricFlowStorageDeviceType:1 TankType:1) FlowTerminalType*(AirTerminalType:1
AudioVisualApplianceType:1 CommunicationsApplianceType:1 ElectricApplianceType:1
FireSuppressionTerminalType:1 LampType:1 LightFixtureType:1 MedicalDeviceType:1 OutletType:1
SanitaryTerminalType:1 SpaceHeaterType:1 StackTerminalType:1 WasteTerminalType:1)
FlowTreatmentDeviceType*(DuctSilencerType:1 FilterType:1 InterceptorType:1))) ElementAssemblyType:1
ElementComponentType*(BuildingElementPartType:1 DiscreteAccessoryType:1 FastenerType:1
MechanicalFastenerType:3 ReinforcingElementType*(ReinforcingBarType:7 ReinforcingMeshType:11
TendonAnchorType:1 TendonType:4) VibrationIsolatorType:1) FurnishingElementType(FurnitureType:2
SystemFurnitureElementType:1) GeographicElementType:1 TransportElementType:1)
SpatialElementType*:1(SpatialStructureElementType*(SpaceType:2) SpatialZoneType:2) WindowStyle:4)
TypeResource*:3(ConstructionResourceType*:2(ConstructionEquipmentResourceType:1
ConstructionMaterialResourceType:1 ConstructionProductResourceType:1 CrewResourceType:1 LaborResourceType:1
SubContractResourceType:1))))
PropertyDefinition*(PropertySetDefinition*(PreDefinedPropertySet*(DoorLiningProperties:13
DoorPanelProperties:5 PermeableCoveringProperties:5 ReinforcementDefinitionProperties:2
WindowLiningProperties:12 WindowPanelProperties:5) PropertySet:1 QuantitySet*(ElementQuantity:2))
PropertyTemplateDefinition*(PropertySetTemplate:3 PropertyTemplate*(ComplexPropertyTemplate:3
SimplePropertyTemplate:8))) Relationship*(RelAssigns*:2(RelAssignsToActor:2 RelAssignsToControl:1
RelAssignsToGroup:1(RelAssignsToGroupByFactor:1) RelAssignsToProcess:2 RelAssignsToProduct:1
RelAssignsToResource:1) RelAssociates*:1(RelAssociatesApproval:1 RelAssociatesClassification:1
RelAssociatesConstraint:2 RelAssociatesDocument:1 RelAssociatesLibrary:1 RelAssociatesMaterial:1)
RelConnects*(RelConnectsElements:3(RelConnectsPathElements:4 RelConnectsWithRealizingElements:2)
RelConnectsPortToElement:2 RelConnectsPorts:3 RelConnectsStructuralActivity:2
RelConnectsStructuralMember:6(RelConnectsWithEccentricity:1) RelContainedInSpatialStructure:2
RelCoversBldgElements:2 RelCoversSpaces:2 RelFillsElement:2 RelFlowControlElements:2 RelInterferesElements:5
RelReferencedInSpatialStructure:2 RelSequence:5 RelServicesBuildings:2
RelSpaceBoundary:5(RelSpaceBoundary1stLevel:1(RelSpaceBoundary2ndLevel:1))) RelDeclares:2
RelDecomposes*(RelAggregates:2 RelNests:2 RelProjectsElement:2 RelVoidsElement:2)
RelDefines*(RelDefinesByObject:2 RelDefinesByProperties:2 RelDefinesByTemplate:2 RelDefinesByType:2)))
SchedulingTime*:3(EventTime:4 LagTime:2 ResourceTime:15 TaskTime:17(TaskTimeRecurring:1) WorkTime:3)
ShapeAspect:5 StructuralConnectionCondition*:1(FailureConnectionCondition:6 SlippageConnectionCondition:3)
StructuralLoad*:1(StructuralLoadConfiguration:2
StructuralLoadOrResult*(StructuralLoadStatic*(StructuralLoadLinearForce:6 StructuralLoadPlanarForce:3
StructuralLoadSingleDisplacement:6(StructuralLoadSingleDisplacementDistortion:1)
StructuralLoadSingleForce:6(StructuralLoadSingleForceWarping:1) StructuralLoadTemperature:3)
SurfaceReinforcementArea:3)) Table:3 TableColumn:5 TableRow:2 TimePeriod:2
TimeSeries*:8(IrregularTimeSeries:1 RegularTimeSeries:2) TimeSeriesValue:1 UnitAssignment:1
VirtualGridIntersection:1
`;
