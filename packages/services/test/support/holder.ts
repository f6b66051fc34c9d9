// Opens the services of a data directory, tells it on standard output and waits to be killed.
import { openServices } from '../../src/index.ts';

const [dataDir = '', path = ''] = process.argv.slice(2);
const services = await openServices({ dataDir, path, mongoDownload: false });
process.stdout.write(`${JSON.stringify({ url: services.postgres.url })}\n`);
setInterval(() => undefined, 60_000);
