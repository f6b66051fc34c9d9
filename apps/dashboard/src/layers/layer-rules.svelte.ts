import { DISCIPLINES, type LayerContents, type LayerRule, SEGMENT_TYPES } from '@sizewise/shared';

import { type ApiError, asApiError, isAbort } from '../api/api-error.ts';
import { type ApiClient } from '../api/client.ts';
import { type DraftRule, faultOf } from './layer-effects.ts';

/** The layer rules of a project while they are edited. */
export class LayerRuleDraft {
  readonly #client: ApiClient;
  readonly #projectId: string;
  readonly #controller = new AbortController();
  #nextKey = 0;
  #saved = $state.raw<readonly LayerRule[] | null>(null);
  #layers = $state.raw<readonly LayerContents[]>([]);
  #truncated = $state(false);
  #rules = $state.raw<readonly DraftRule[]>([]);
  #error = $state.raw<ApiError | null>(null);
  #busy = $state(false);

  readonly isChanged: boolean = $derived(
    JSON.stringify(this.#rules.map(ruleOf)) !== JSON.stringify((this.#saved ?? []).map(bare)),
  );
  readonly canSave: boolean = $derived(
    this.isChanged && !this.#busy && this.#rules.every((rule) => faultOf(rule) === null),
  );

  constructor(client: ApiClient, projectId: string) {
    this.#client = client;
    this.#projectId = projectId;
  }

  get isLoaded(): boolean {
    return this.#saved !== null;
  }

  get rules(): readonly DraftRule[] {
    return this.#rules;
  }

  /** The layers that published segments lie on. */
  get layers(): readonly LayerContents[] {
    return this.#layers;
  }

  /** There are more layers than are listed. */
  get isTruncated(): boolean {
    return this.#truncated;
  }

  get error(): ApiError | null {
    return this.#error;
  }

  /** Reads rules and layers; what is being edited stays. */
  async load(): Promise<void> {
    try {
      const found = await this.#client.layers(this.#projectId, this.#controller.signal);
      const isKept = this.isLoaded && this.isChanged;
      this.#take(found);
      if (!isKept) this.revert();
      this.#error = null;
    } catch (error) {
      if (!isAbort(error)) this.#error = asApiError(error);
    }
  }

  /** @returns true once the rules are stored */
  async save(): Promise<boolean> {
    this.#busy = true;
    try {
      this.#take(await this.#client.setLayerRules(this.#projectId, this.#rules.map(ruleOf)));
      this.revert();
      this.#error = null;
      return true;
    } catch (error) {
      this.#error = asApiError(error);
      return false;
    } finally {
      this.#busy = false;
    }
  }

  /** Goes back to what is stored. */
  revert(): void {
    this.#rules = (this.#saved ?? []).map(({ pattern, discipline = '', segmentType = '' }) => ({
      key: this.#nextKey++,
      pattern,
      discipline,
      segmentType,
    }));
  }

  /** @param pattern name of a layer, or empty */
  add(pattern = ''): void {
    this.#rules = [...this.#rules, { key: this.#nextKey++, pattern, discipline: '', segmentType: '' }];
  }

  change(key: number, fields: Partial<Omit<DraftRule, 'key'>>): void {
    this.#rules = this.#rules.map((rule) => (rule.key === key ? { ...rule, ...fields } : rule));
  }

  remove(key: number): void {
    this.#rules = this.#rules.filter((rule) => rule.key !== key);
  }

  /** Moves a rule before the one above it. */
  raise(key: number): void {
    const at = this.#rules.findIndex((rule) => rule.key === key);
    const [above, rule] = [this.#rules[at - 1], this.#rules[at]];
    if (!above || !rule) return;
    this.#rules = [...this.#rules.slice(0, at - 1), rule, above, ...this.#rules.slice(at + 1)];
  }

  close(): void {
    this.#controller.abort();
  }

  #take({ rules, layers, truncated }: Awaited<ReturnType<ApiClient['layers']>>): void {
    this.#saved = rules;
    this.#layers = layers;
    this.#truncated = truncated;
  }
}

function ruleOf({ pattern, discipline, segmentType }: DraftRule): LayerRule {
  return bare({
    pattern: pattern.trim(),
    discipline: DISCIPLINES.find((one) => one === discipline),
    segmentType: SEGMENT_TYPES.find((one) => one === segmentType),
  });
}

/** In one order of fields, without those that are not set. */
function bare({ pattern, discipline, segmentType }: Partial<LayerRule> & { pattern: string }): LayerRule {
  return { pattern, ...(discipline && { discipline }), ...(segmentType && { segmentType }) };
}
