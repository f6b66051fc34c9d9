const TOKENS = ['text', 'muted', 'line', 'accent', 'warn', 'bad', 'surface'] as const;
export type TokenColours = Readonly<Record<(typeof TOKENS)[number], string>>;

/** The colours of the theme as a canvas takes them; `parent` says where in the page they count. */
export function tokenColours(parent: HTMLElement): TokenColours {
  const probe = document.createElement('span');
  parent.append(probe);
  const colours = Object.fromEntries(
    TOKENS.map((name) => {
      probe.style.color = `var(--${name})`;
      return [name, getComputedStyle(probe).color];
    }),
  );
  probe.remove();
  return colours as TokenColours;
}
