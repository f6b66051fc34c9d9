/** What was done for one project of the application. */
export interface AdoptedProject {
  /** Id in the application. */
  readonly sourceId: string;
  readonly projectId: string;
  readonly name: string;
  readonly added: number;
  readonly updated: number;
  readonly removed: number;
  /** Segments of the project afterwards. */
  readonly segments: number;
  /** Keys of quantities that were not read because nobody names their unit, with how many segments have them. */
  readonly unitless: Readonly<Record<string, number>>;
  /** Segments of which only name, type and the application's own data were taken, because the rest cannot be read. */
  readonly unreadable: number;
}

export interface AdoptReport {
  readonly schema: string;
  readonly projects: readonly AdoptedProject[];
  /** Projects that the application has deleted; what was adopted of them stays. */
  readonly skipped: readonly string[];
  readonly added: number;
  readonly updated: number;
  readonly removed: number;
}
