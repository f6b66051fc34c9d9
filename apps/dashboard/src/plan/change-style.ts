import { type DrawingChange } from '@sizewise/shared';

import { type Theme } from '../lib/palette.ts';

/** How a change is named and drawn. The sign tells the changes apart for those who do not see the colours. */
export interface ChangeStyle {
  readonly label: string;
  readonly sign: string;
  readonly colour: Readonly<Record<Theme, string>>;
}

const AMBER = { light: '#b07000', dark: '#f0b429' } as const;

/** Bluish green and vermilion of Okabe and Ito (jfly.uni-koeln.de/color, 2008) stand in for green and red. */
export const CHANGE_STYLES: Readonly<Record<DrawingChange, ChangeStyle>> = {
  added: { label: 'Added', sign: '+', colour: { light: '#00875f', dark: '#35cfa4' } },
  removed: { label: 'Removed', sign: '−', colour: { light: '#c4400a', dark: '#ff7f3f' } },
  moved: { label: 'Moved', sign: '→', colour: AMBER },
  resized: { label: 'Resized', sign: '⤢', colour: AMBER },
};
