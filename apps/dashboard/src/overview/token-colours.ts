const TOKENS = ['text', 'muted', 'line', 'accent', 'warn', 'bad', 'surface'] as const;
export type TokenColours = Readonly<Record<(typeof TOKENS)[number], string>>;

/** The colours of the theme as a canvas takes them; `parent` says where in the page they count. */
export function tokenColours(parent: HTMLElement): TokenColours {
  const colours = Object.fromEntries(
    TOKENS.map((name) => {
      // An element of its own: one whose colour changes may still have the one before, by a transition.
      const probe = document.createElement('span');
      probe.style.color = `var(--${name})`;
      parent.append(probe);
      const { color } = getComputedStyle(probe);
      probe.remove();
      return [name, color];
    }),
  );
  return colours as TokenColours;
}
