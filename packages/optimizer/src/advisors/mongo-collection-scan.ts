import { type MongoScan } from '../probes/mongo-scans.ts';
import { type Advisor, durationText } from './advisor.ts';

/** Queries that read a whole collection of MongoDB to return a few documents. */
export const mongoCollectionScan: Advisor = {
  id: 'mongo-collection-scan',
  judge({ mongo }, { mongoScannedBeyond, mongoScans }) {
    const sources = mongo ? [mongo.ownScans, mongo.profiledScans, mongo.runningScans] : [];
    if (sources.every(({ value }) => value === null)) return null;
    return sources
      .flatMap(({ value }) => value ?? [])
      .filter(({ source, scans, examined, returned }) => {
        return source === 'currentOp' || (scans >= mongoScans && examined - returned > mongoScannedBeyond);
      })
      .map((scan) => ({
        subject: `${scan.collection} ${scan.shape}`,
        severity: 'warning',
        title: `Queries ${scan.shape} read all of ${scan.collection}`,
        evidence: {
          source: scan.source,
          scans: scan.scans,
          documentsExamined: scan.examined,
          documentsReturned: scan.returned,
          meanSeconds: scan.meanSeconds,
          mean: durationText(scan.meanSeconds),
        },
        threshold: {
          rule: `${mongoScannedBeyond} documents more read than returned, in ${mongoScans} queries or more`,
          source: 'MongoDB Atlas, Performance Advisor; order of the fields: equality, sort, range',
        },
        remedy: { kind: 'mongo', text: indexText(scan) },
      }));
  },
};

function indexText({ collection, indexFields }: MongoScan): string {
  const keys = indexFields.map(([field, direction]) => `${JSON.stringify(field)}: ${direction}`).join(', ');
  const target = `db.getCollection(${JSON.stringify(collection)})`;
  return keys === ''
    ? `${target}.aggregate([{ $indexStats: {} }])   // then an index for the fields that the query compares`
    : `${target}.createIndex({ ${keys} })`;
}
