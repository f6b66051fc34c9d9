import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { ClassNames } from './class-names.ts';
import { NO_CLASS, StepScanner } from './step-scanner.ts';

interface Seen {
  readonly id: number;
  readonly offset: number;
  readonly className: string | null;
  readonly broken: boolean;
}

/** Scans a text in blocks of the given sizes, the last of which repeats. */
function scan(text: string, sizes: readonly number[] = [text.length]): { seen: Seen[]; ended: boolean } {
  const classes = new ClassNames();
  const seen: Seen[] = [];
  const onInstance = (id: number, offset: number, classId: number, broken: boolean): void => {
    const className = classId === NO_CLASS ? null : (classes.names[classId] ?? null);
    seen.push({ id, offset, className, broken });
  };
  const scanner = new StepScanner(classes, {
    onInstance,
    onPlain({ count, ids, places, classes, base }) {
      for (let i = 0; i < count; i++) onInstance(ids[i]!, base + places[i]!, classes[i]!, false);
    },
  });
  const bytes = Buffer.from(text, 'latin1');
  for (let offset = 0, turn = 0; offset < bytes.length; turn++) {
    const size = Math.min(sizes[Math.min(turn, sizes.length - 1)]!, scanner.block.length);
    const length = bytes.copy(scanner.block, 0, offset, offset + size);
    scanner.push(length, offset);
    offset += length;
  }
  scanner.finish();
  return { seen, ended: scanner.ended };
}

/** In blocks this short every head may be cut, so that the states alone scan. */
const STATES_ONLY = [200];
/** As many blanks as let the heads before them be scanned in one go. */
const ROOM = ' '.repeat(300);
const END = 'ENDSEC;\nEND-ISO-10303-21;\n';
const ids = (text: string): (number | string)[] =>
  scan(text).seen.map(({ id, broken }) => (broken ? `!${id}` : id));

describe('StepScanner', () => {
  it('finds instances with their class and the offset of their #', () => {
    const text = `#1=IFCWALL('a');\r\n #22 = IFCSLAB ( $ ) ;\n#3=ifcdoor();${END}`;
    expect(scan(text)).toEqual({
      ended: true,
      seen: [
        { id: 1, offset: 0, className: 'IFCWALL', broken: false },
        { id: 22, offset: text.indexOf('#22'), className: 'IFCSLAB', broken: false },
        { id: 3, offset: text.indexOf('#3'), className: 'IFCDOOR', broken: false },
      ],
    });
  });

  it('finds what stops a long body, wherever it stands and whatever the blocks', () => {
    const long = '(1.25,-3.5,0.),'.repeat(40);
    const stop = fc.constantFrom('', "'x;#9=IFCB();'", "/* ;'#8=IFCB(); */", '1/2', "''");
    const body = fc.tuple(stop, stop).map(([first, second]) => `${first}${long}${second}${long}`);
    const instances = fc.array(fc.oneof(body, fc.constant('$')), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(instances, fc.integer({ min: 1, max: 900 }), (bodies, size) => {
        const text = bodies.map((parameters, i) => `#${i + 1}=IFCA(${parameters});\n`).join('') + END;
        expect(scan(text, [size]).seen.map(({ id }) => id)).toEqual(bodies.map((_, i) => i + 1));
        expect(scan(text).seen).toEqual(scan(text, [size]).seen);
      }),
      { numRuns: 60 },
    );
    expect(ids(`#1=IFCA(${long}\n#2=IFCA(${long});${END}`)).toEqual(ids(`#1=IFCA(1\n#2=IFCA(1);${END}`));
  });

  it('is not led astray by strings and comments', () => {
    expect(ids(`#1=IFCA('x;#9=IFCB();');#2=IFCA('it''s;');#3=IFCA('')/*;#8=IFCB();'*/;${END}`)).toEqual([
      1, 2, 3,
    ]);
    expect(ids(`/* #7=IFCA(); */#1/* a */=/**/IFCA/***/(1/2);#2=IFCA(3)/ ;${END}`)).toEqual([1, 2]);
    expect(ids(`#1=IFCA('two\n lines #5');#2=IFCA('\n#5=x');${END}`)).toEqual([1, 2]);
  });

  it('goes on after a missing semicolon, quote or head', () => {
    expect(ids(`#1=IFCA(1)\n#2=IFCB(2);#3=IFCC();${END}`)).toEqual(['!1', 2, 3]);
    expect(ids(`#1=IFCA('no end,$);\n#2=IFCB('x');\n#3=IFCC();${END}`)).toEqual(['!1', 2, 3]);
    expect(ids(`#1 IFCA();#2=(IFCA()IFCB());#3=;#4=IFCC();${END}`)).toEqual(['!1', '!2', '!3', 4]);
    expect(ids(`@@;#2=IFCC();${END}`)).toEqual(['!0', 2]);
  });

  it('says when the file has ended', () => {
    expect(scan(`#1=IFCA();ENDSEC;END-ISO-10303-21`).ended).toBe(true);
    expect(scan(`#1=IFCA();ENDSEC;`).ended).toBe(false);
    expect(scan(`#1=IFCA(`).ended).toBe(false);
    expect(ids(`#1=IFCA();ENDSEC;DATA('b',('IFC4'));#2=IFCA();${END}`)).toEqual([1, 2]);
  });

  it('finds in one go what the states find', () => {
    const head = fc.constantFrom(
      '#1=IFCA(',
      '#22 = IFCB (',
      '\n#3=IFCCC9(',
      '#4=ifcD(',
      '#5=IFC_E(',
      '#6=IFCA',
      '#7 IFCA(',
      '#8=(',
      '#=IFCA(',
    );
    const long = fc.constantFrom(
      '#123456789=IFCA(',
      '#1234567890=IFCA(',
      `#9=IFC${'LONG'.repeat(40)}(`,
      `#10=${ROOM}IFCA(`,
    );
    const part = fc.constantFrom(
      '1.5',
      '#11',
      ',',
      '(',
      ')',
      "'a'",
      "'it''s;'",
      "'two\nlines'",
      "'",
      '/',
      '/*;*/',
      '=',
      '#12=',
      ' ',
      '\n#13=I',
      '*/',
    );
    const instance = fc
      .tuple(
        fc.oneof({ weight: 4, arbitrary: head }, long),
        fc.array(part, { maxLength: 5 }),
        fc.constantFrom(');', ')', ';'),
      )
      .map(([begin, parts, end]) => begin + parts.join('') + end);
    fc.assert(
      fc.property(fc.array(instance, { maxLength: 12 }), (instances) => {
        const text = instances.join('') + ROOM + END;
        expect(scan(text)).toEqual(scan(text, STATES_ONLY));
      }),
      { numRuns: 500 },
    );
  });

  it('knows more classes than it finds in one go', () => {
    const names = Array.from({ length: 2500 }, (_, i) => `IFC${i.toString(36).toUpperCase()}CLASS`);
    const text = [...names, ...names].map((name, i) => `#${i + 1}=${name}();\n`).join('') + ROOM + END;
    expect(scan(text).seen.map(({ className }) => className)).toEqual([...names, ...names]);
  });

  it('finds the same whatever blocks the bytes come in', () => {
    const piece = fc.constantFrom(
      "#1=IFCA('x');",
      "#12=IFCB((#1,#2),'it''s');\r\n",
      '/* c; */',
      "#3=IFCC('two\nlines');",
      '#4=IFCD(1.E-5)',
      "#5=IFCE('open);\n",
      '#6 IFCF();',
      '\n',
    );
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 12 }),
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 20 }),
        (pieces, sizes) => {
          const text = pieces.join('') + END;
          expect(scan(text, sizes)).toEqual(scan(text));
        },
      ),
    );
  });
});
