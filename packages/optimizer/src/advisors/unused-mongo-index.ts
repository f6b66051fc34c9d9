import { type Advisor, bytesText, durationText } from './advisor.ts';

/** Indexes of MongoDB that no query has used for long, though every write keeps them up. */
export const unusedMongoIndex: Advisor = {
  id: 'unused-mongo-index',
  judge({ at, mongo }, { unusedIndexBytes, unusedIndexStatsAge }) {
    const indexes = mongo?.indexes.value;
    if (!indexes) return null;
    return indexes.flatMap(({ collection, name, fields, bytes, isNeeded, uses, since }) => {
      const seconds = (at.getTime() - since.getTime()) / 1000;
      const isSmall = bytes === null || bytes < unusedIndexBytes;
      if (uses > 0 || isNeeded || isSmall || seconds < unusedIndexStatsAge) return [];
      return [
        {
          subject: `${collection}.${name}`,
          severity: 'info' as const,
          title: `No query has used ${name} of ${collection}, ${bytesText(bytes)}, in ${durationText(seconds)}`,
          evidence: { collection, fields: fields.join(', '), bytes, uses, countedSeconds: seconds },
          threshold: {
            rule: `no use, ${bytesText(unusedIndexBytes)} or more, counted for ${durationText(unusedIndexStatsAge)} or more`,
            source: 'as unused-index: PgHero, and pgdoctor for the age',
          },
          remedy: {
            kind: 'mongo' as const,
            text: `db.getCollection(${JSON.stringify(collection)}).dropIndex(${JSON.stringify(name)})`,
          },
        },
      ];
    });
  },
};
