import { describe, expect, it } from 'vitest';

import { modelOf, stepText } from '../../../../test/ifc-fixtures.ts';
import { StepSyntaxError } from './ifc-errors.ts';

describe('openStepModel', () => {
  it('reads class, attributes and raw bytes by number', async () => {
    using model = await modelOf(stepText("#5=IFCWALL('a',#7, (1.,2.));\n#7= IFCDOOR /* ( */ ('b;)');"));
    expect(model.typeOf(5)).toBe('IFCWALL');
    expect(model.args(5)).toEqual(['a', { ref: 7 }, [1, 2]]);
    expect(model.args(7)).toEqual(['b;)']);
    const raw = model.raw(5);
    expect(raw && Buffer.from(raw.buffer).toString('latin1', raw.start, raw.end)).toBe("'a',#7, (1.,2.)");
    expect([model.typeOf(6), model.args(6), model.raw(6)]).toEqual([null, null, null]);
  });

  it('reads a file larger than its cache the same, whatever is asked in whatever order', async () => {
    const count = 60_000;
    const lines = Array.from(
      { length: count },
      (_, i) => `#${i + 1}=IFCLABELLED('name ${i}',(${i}.,#${count - i}));`,
    );
    using model = await modelOf(stepText(lines.join('\n')), { cacheBytes: 600_000 });
    for (let turn = 0; turn < 4000; turn++) {
      const i = (turn * 7919) % count;
      expect(model.args(i + 1)).toEqual([`name ${i}`, [i, { ref: count - i }]]);
    }
  });

  it('reads an instance that is longer than a page', async () => {
    const numbers = Array.from({ length: 200_000 }, (_, i) => `${i}.5`);
    const text = stepText(`#1=IFCA();\n#2=IFCLIST((${numbers.join(',')}));\n#3=IFCA('end');`);
    using model = await modelOf(text, { cacheBytes: 600_000 });
    const [list] = model.args(2) ?? [];
    expect(list).toHaveLength(200_000);
    expect((list as number[]).at(-1)).toBe(199_999.5);
    expect([...(model.plain.numbers(2, 0) ?? [])]).toEqual(list);
    expect(model.args(3)).toEqual(['end']);
  });

  it.each(['#1=IFCA((1);', '#1=IFCA(1));', '#1=IFCA(1) 2;', '#1=IFCA(1,#);'])(
    'refuses %s with an offset',
    async (instance) => {
      using model = await modelOf(stepText(`${instance}\n#2=IFCA();`));
      expect(() => model.args(1)).toThrow(StepSyntaxError);
      expect(model.args(2)).toEqual([]);
    },
  );

  it('does not take up an instance whose end is lost', async () => {
    using model = await modelOf(stepText("#1=IFCA('open);\n#2=IFCB();\n#3=IFCC(1)\n#4=IFCD();"));
    expect([1, 2, 3, 4].map((id) => model.typeOf(id))).toEqual([null, 'IFCB', null, 'IFCD']);
  });
});
