import { type Advisor, quoteName } from './advisor.ts';

/** Ids there are before the server refuses to write, 2^31. */
const MOST_IDS = 2_147_483_648;

/** A database whose transaction or multixact ids run out because old rows are not frozen. */
export const transactionAge: Advisor = {
  id: 'transaction-age',
  judge({ postgres }, { transactionAge: limit, transactionAgeCritical }) {
    const ages = postgres?.wraparound.value?.[0];
    if (!ages) return null;
    const kinds = [
      { what: 'transaction', age: ages.transactionAge, freezeAt: ages.freezeMaxAge },
      { what: 'multixact', age: ages.multixactAge, freezeAt: ages.multixactFreezeMaxAge },
    ];
    return kinds
      .filter(({ age }) => age >= limit)
      .map(({ what, age, freezeAt }) => ({
        subject: `${what} ids`,
        severity: age >= transactionAgeCritical ? 'critical' : 'warning',
        title: `${Math.max(0, MOST_IDS - age).toLocaleString('en')} ${what} ids are left before the server refuses to write`,
        evidence: {
          age,
          left: MOST_IDS - age,
          autovacuumFreezesAt: freezeAt,
          oldestTable: ages.oldestTable,
          oldestTableAge: ages.oldestTableAge,
        },
        threshold: {
          rule: `oldest id of age ${limit.toLocaleString('en')} or more, critical from ${transactionAgeCritical.toLocaleString('en')}`,
          source: 'PgHero warns at 1.5 thousand million left; pgdoctor, emergency age',
        },
        remedy: {
          kind: 'sql',
          text:
            ages.oldestTable === null
              ? 'VACUUM (FREEZE);'
              : `VACUUM (FREEZE, VERBOSE) ${nameOf(ages.oldestTable)};\nVACUUM (FREEZE);`,
        },
      }));
  },
};

/** regclass quotes what needs it; a plain name is quoted too, so that all remedies look alike. */
function nameOf(regclass: string): string {
  return regclass.includes('"') ? regclass : quoteName(...regclass.split('.'));
}
