import { type Theme } from '../lib/palette.ts';

const KEY = 'sizewise.theme';

/** Light or dark: the system's wish until the toggle is used, then the person's. */
export class ThemeState {
  readonly #system = window.matchMedia('(prefers-color-scheme: dark)');
  #systemDark = $state(this.#system.matches);
  #chosen = $state<Theme | null>(readChoice());
  readonly #onSystem = (): void => {
    this.#systemDark = this.#system.matches;
  };

  constructor() {
    this.#system.addEventListener('change', this.#onSystem);
    this.#apply();
  }

  get current(): Theme {
    return this.#chosen ?? (this.#systemDark ? 'dark' : 'light');
  }

  toggle(): void {
    this.#chosen = this.current === 'dark' ? 'light' : 'dark';
    localStorage.setItem(KEY, this.#chosen);
    this.#apply();
  }

  close(): void {
    this.#system.removeEventListener('change', this.#onSystem);
  }

  #apply(): void {
    if (this.#chosen) document.documentElement.dataset['theme'] = this.#chosen;
  }
}

function readChoice(): Theme | null {
  const stored = localStorage.getItem(KEY);
  return stored === 'light' || stored === 'dark' ? stored : null;
}
