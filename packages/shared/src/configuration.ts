import { z } from 'zod';

/** One setting of this process, as read at its start. */
export const configurationSettingSchema = z.object({
  /** Name of the environment variable. */
  name: z.string(),
  meaning: z.string(),
  /** As it is written; null where nothing is set, and always where it is secret. */
  value: z.string().nullable(),
  /** What is in force: seconds of a duration, bytes of a size, the number of cores; null as `value`. */
  inForce: z.union([z.string(), z.number(), z.array(z.string())]).nullable(),
  source: z.enum(['default', 'environment']),
  isSecret: z.boolean(),
  /** Name of the PostgreSQL setting that it sets for the sessions of the API, or for a server started here. */
  postgresql: z.string().nullable(),
});
export type ConfigurationSetting = z.infer<typeof configurationSettingSchema>;

/** One setting of PostgreSQL, as a session of the API has it. */
export const serverSettingSchema = z.object({
  name: z.string(),
  /** With its unit, for example `256MB`. */
  value: z.string(),
  /** Where it was set, as `pg_settings` says: default, configuration file, client, database, … */
  source: z.string(),
  meaning: z.string(),
  /** It was changed in a file and takes effect at the next start. */
  isPendingRestart: z.boolean(),
  /** Name of the environment variable for it. */
  variable: z.string().nullable(),
  /** What that variable asks for; null without one, and where it leaves the choice to the server. */
  wanted: z.string().nullable(),
  /** True where the server has something else than what is wanted. */
  isOther: z.boolean(),
});
export type ServerSetting = z.infer<typeof serverSettingSchema>;

/** What is in force, and where it came from. */
export const configurationReportSchema = z.object({
  settings: z.array(configurationSettingSchema),
  /** Null where PostgreSQL does not answer; then `reason` says why. */
  postgresql: z.array(serverSettingSchema).nullable(),
  reason: z.string().nullable(),
});
export type ConfigurationReport = z.infer<typeof configurationReportSchema>;
