import { type AppType } from '@sizewise/api';
import { type hc, type InferRequestType, type InferResponseType } from 'hono/client';

import { type ApiClient } from '../../src/api/client.ts';

/**
 * Compiles only while every answer of the api is what the page's client says it is, and every field of a query is one
 * that the api takes. The page itself does not compile the api: that needs Node's types where it has the browser's.
 */
type Routes = ReturnType<typeof hc<AppType>>['api'];
type Project = Routes['projects'][':id'];
type Claimed<Method extends keyof ApiClient> = ApiClient[Method] extends (
  ...args: never[]
) => Promise<infer T>
  ? T
  : never;
type Answer<Route, Status extends 200 | 201 | 202 = 200> = InferResponseType<Route, Status>;
type Takes<Route> = InferRequestType<Route> extends { query: infer Query } ? keyof Query : never;
type Fits<Given, Wanted> = [Given] extends [never] ? false : [Given] extends [Wanted] ? true : false;
type AllHold<Checks extends readonly true[]> = Checks;

export type Answers = AllHold<
  [
    Fits<Answer<Routes['projects']['$get']>, Claimed<'projects'>>,
    Fits<Answer<Routes['projects']['$post'], 201>, Claimed<'createProject'>>,
    Fits<Answer<Project['$get']>, Claimed<'project'>>,
    Fits<Answer<Routes['imports']['$get']>, Claimed<'imports'>>,
    Fits<Answer<Routes['imports'][':id']['$get']>, Claimed<'import'>>,
    Fits<Answer<Project['analytics']['$get']>, Claimed<'analytics'>>,
    Fits<Answer<Project['spatial']['$get']>, Claimed<'spatial'>>,
    Fits<Answer<Project['segments']['$get']>, Claimed<'segments'>>,
    Fits<Answer<Project['segments'][':segmentId']['$get']>, Claimed<'segment'>>,
  ]
>;

export type Queries = AllHold<
  [
    Fits<'limit' | 'cursor', Takes<Routes['projects']['$get']>>,
    Fits<'projectId' | 'limit' | 'cursor', Takes<Routes['imports']['$get']>>,
    Fits<'minX' | 'maxX' | 'minY' | 'maxY' | 'limit', Takes<Project['spatial']['$get']>>,
    Fits<'limit' | 'cursor', Takes<Project['segments']['$get']>>,
  ]
>;

export type Uploads = AllHold<
  [Fits<Extract<Answer<Project['imports']['$post'], 202>, { importId: unknown }>['importId'], string>]
>;
