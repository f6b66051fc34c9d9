import { type AppType } from '@sizewise/api';
import { type TileAttribute } from '@sizewise/shared';
import { type hc, type InferRequestType, type InferResponseType } from 'hono/client';

import { type ApiClient, type ImportSelection } from '../../src/api/client.ts';

/**
 * Compiles only while every answer of the api is what the page's client says it is, and every field of a query is one
 * that the api takes. The page itself does not compile the api: that needs Node's types where it has the browser's.
 */
type Routes = ReturnType<typeof hc<AppType>>['api'];
type Project = Routes['projects'][':id'];
type Performance = Routes['performance'];
type Drawing = Routes['drawings'][':id'];
/** What the pages of a list hold, put together. */
type Listed<List> = List extends { items: infer Items } ? Items : never;
type Claimed<Method extends keyof ApiClient> = ApiClient[Method] extends (
  ...args: never[]
) => Promise<infer T>
  ? T
  : never;
type Answer<Route, Status extends 200 | 201 | 202 = 200> = InferResponseType<Route, Status>;
type Takes<Route> = InferRequestType<Route> extends { query: infer Query } ? keyof Query : never;
type Fits<Given, Wanted> = [Given] extends [never] ? false : [Given] extends [Wanted] ? true : false;
/** An optional field of JSON is absent, never undefined, as its type in hono has it. */
type Sent<T> = T extends object ? { [K in keyof T]: Sent<Exclude<T[K], undefined>> } : T;
type AllHold<Checks extends readonly true[]> = Checks;

export type Answers = AllHold<
  [
    Fits<Answer<Routes['projects']['$get']>, Claimed<'projects'>>,
    Fits<Answer<Routes['projects']['$post'], 201>, Claimed<'createProject'>>,
    Fits<Answer<Project['$get']>, Claimed<'project'>>,
    Fits<Answer<Routes['imports']['$get']>, Claimed<'imports'>>,
    Fits<Answer<Routes['imports']['counts']['$get']>, Claimed<'importCounts'>>,
    Fits<Answer<Routes['imports'][':id']['$get']>, Claimed<'import'>>,
    Fits<Answer<Routes['imports'][':id']['chunks']['$get']>, Claimed<'chunks'>>,
    Fits<Listed<Answer<Routes['imports'][':id']['rejects']['reasons']['$get']>>, Claimed<'rejectReasons'>>,
    Fits<Answer<Routes['imports'][':id']['rejects']['retry']['$post']>, Claimed<'retryRejects'>>,
    Fits<Listed<Answer<Routes['drawings']['$get']>>, Claimed<'drawings'>>,
    Fits<Listed<Answer<Drawing['revisions']['$get']>>, Claimed<'revisions'>>,
    Fits<Answer<Drawing['diff']['$get']>, Claimed<'diff'>>,
    Fits<Sent<Extract<Answer<Project['takeoff']['$get']>, { totals: unknown }>>, Claimed<'takeoff'>>,
    Fits<Answer<Project['tiles']['$get']>, Claimed<'tileMetadata'>>,
    Fits<Listed<Answer<Project['open-ends']['$get']>>, Claimed<'openEnds'>['items']>,
    Fits<Answer<Project['segments'][':segmentId']['$get']>, Claimed<'segment'>>,
    Fits<Answer<Project['segments'][':segmentId']['$patch']>, Claimed<'changeSegment'>>,
    Fits<Listed<Answer<Project['calculations']['$get']>>[number] | null, Claimed<'calculation'>>,
    Fits<Sent<Answer<Project['layers']['$get']>>, Claimed<'layers'>>,
    Fits<Sent<Answer<Project['layers']['$put']>>, Claimed<'setLayerRules'>>,
    Fits<Answer<Performance['history']['$get']>, Claimed<'metricHistory'>>,
    Fits<
      Sent<Answer<Performance['report']['$get']>['recommendations']>,
      Claimed<'performanceReport'>['recommendations']
    >,
    Fits<Listed<Answer<Performance['history']['metrics']['$get']>>, Claimed<'metricNames'>>,
    Fits<Listed<Answer<Performance['findings']['$get']>>, Claimed<'findings'>>,
    Fits<Listed<Answer<Performance['indexes']['$get']>>, Claimed<'indexes'>>,
    Fits<Sent<Answer<Performance['configuration']['$get']>>, Claimed<'configuration'>>,
    Fits<Listed<Answer<Performance['validations']['$get']>>, Claimed<'validations'>>,
    Fits<Listed<Answer<Performance['thresholds']['$get']>>, Claimed<'thresholds'>>,
    Fits<Listed<Answer<Performance['alerts']['$get']>>, Claimed<'alerts'>>,
  ]
>;

export type Queries = AllHold<
  [
    Fits<'q' | 'limit' | 'cursor', Takes<Routes['projects']['$get']>>,
    Fits<keyof ImportSelection | 'limit' | 'cursor', Takes<Routes['imports']['$get']>>,
    Fits<keyof ImportSelection, Takes<Routes['imports']['counts']['$get']>>,
    Fits<'projectId' | 'limit' | 'cursor', Takes<Routes['drawings']['$get']>>,
    Fits<'limit' | 'cursor', Takes<Drawing['revisions']['$get']>>,
    Fits<'from' | 'to' | 'limit' | 'cursor', Takes<Drawing['diff']['$get']>>,
    Fits<'groupBy' | 'importId' | 'format', Takes<Project['takeoff']['$get']>>,
    Fits<'value', Takes<Project['tiles']['$get']>>,
    Fits<'segmentId' | 'limit', Takes<Project['calculations']['$get']>>,
    Fits<TileAttribute, Takes<Project['tiles'][':z'][':x'][':y']['$get']>>,
    Fits<'limit' | 'cursor', Takes<Project['open-ends']['$get']>>,
    Fits<'metric' | 'from' | 'to' | 'step', Takes<Performance['history']['$get']>>,
    Fits<'state', Takes<Performance['findings']['$get']>>,
    Fits<'from' | 'to' | 'state', Takes<Performance['alerts']['$get']>>,
  ]
>;

export type Uploads = AllHold<
  [Fits<Extract<Answer<Project['imports']['$post'], 202>, { importId: unknown }>['importId'], string>]
>;
