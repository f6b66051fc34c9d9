import { MongoClient } from 'mongodb';

/**
 * Connects once and asks for the version.
 * @param seconds time limit of finding the server.
 * @throws the driver's error when it does not answer.
 */
export async function pingMongo(url: string, seconds: number): Promise<string> {
  const limit = seconds * 1000;
  const client = new MongoClient(url, { serverSelectionTimeoutMS: limit, connectTimeoutMS: limit });
  try {
    await client.connect();
    const info = await client.db('admin').command({ buildInfo: 1 });
    return String(info['version']);
  } finally {
    await client.close();
  }
}
