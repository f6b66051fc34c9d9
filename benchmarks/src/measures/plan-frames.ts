import { measurePlan, type Movement, type PlanRound, SCENES } from '../browser/measure-plan.ts';
import { atMost, type ResultLine } from '../result-line.ts';
import { compare } from '../rounds.ts';
import { startApi } from '../setup/api-server.ts';
import { type BenchContext } from '../setup/context.ts';
import { fillPlan } from '../setup/plan-project.ts';
import { percentile } from '../statistics.ts';
import { type Benchmark } from './benchmark.ts';

const SEGMENTS = 1_000_000;
const ALLOWED = { firstPicture: 3, p95: 100, worst: 250 };

function lineOf(
  measure: string,
  unit: string,
  allowed: number,
  figures: readonly number[],
  notes: readonly string[],
): ResultLine {
  return compare(
    { name: 'plan-frames', measure, rival: `the ${allowed} ${unit} allowed`, unit, target: atMost(1), notes },
    figures,
    figures.map(() => allowed),
  );
}

function linesOfScene(rounds: readonly PlanRound[], scene: string): ResultLine[] {
  const movements = rounds.flatMap((round) => round.movements.filter((one) => one.scene === scene));
  const most = (of: (movement: Movement) => number): string => Math.max(...movements.map(of)).toFixed(0);
  const notes = [
    `${movements.reduce((sum, { intervals }) => sum + intervals.length, 0)} frames`,
    `median ${percentile(
      movements.flatMap(({ intervals }) => intervals),
      0.5,
    ).toFixed(1)} ms`,
    `processor at most ${most(({ processor }) => processor)} ms a frame`,
    `longest task of the page ${most(({ longestTask }) => longestTask)} ms, long tasks at most ${most(({ longTasks }) => longTasks)}`,
  ];
  const p95 = movements.map(({ intervals }) => percentile(intervals, 0.95));
  const worst = movements.map(({ intervals }) => Math.max(...intervals));
  return [
    lineOf(`${scene}: 95th percentile of frames`, 'ms', ALLOWED.p95, p95, notes),
    lineOf(`${scene}: longest frame`, 'ms', ALLOWED.worst, worst, []),
  ];
}

async function run(context: BenchContext): Promise<ResultLine[]> {
  context.say(`plan-frames: filling a plan of ${SEGMENTS} segments`);
  await fillPlan(context.database, SEGMENTS);
  const rounds: PlanRound[] = [];
  for (let round = 0; round < context.rounds; round++) {
    // A new one each time, which has read nothing of the plan yet.
    await using api = await startApi(context.folder, context.signal, { DATABASE_URL: context.database.url });
    rounds.push(await measurePlan(api.url, context.database.projectId, context.signal));
  }
  await context.database.reset();
  return [
    lineOf(
      'first whole picture, api with nothing in memory',
      's',
      ALLOWED.firstPicture,
      rounds.map(({ firstPicture }) => firstPicture),
      [`${SEGMENTS.toLocaleString('en')} segments, WebGL in software`],
    ),
    ...SCENES.flatMap(({ name }) => linesOfScene(rounds, name)),
  ];
}

export const planFrames: Benchmark = {
  name: 'plan-frames',
  title: 'first picture and frames of the plan of a million segments in Chromium, drawn in software',
  run,
};
