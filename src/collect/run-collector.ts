/** One run of a collector. */
import type { CollectorDeclaration, Unit } from "../project/collectors/declaration.ts"
import { masked } from "../secrets.ts"
import { askUnits } from "./ask-units.ts"
import { finish, finishEarlier, reportsOf, tickBefore, writeDraft } from "./attempts.ts"
import { besideTicks } from "./beside-ticks.ts"
import { type Calls, createCalls } from "./calls.ts"
import type { CollectorOptions, Run, Session } from "./collector.ts"
import { type Declared, declaredFor } from "./declared.ts"
import { type Draft, earlierOf } from "./draft.ts"
import { CollectFailure, failureOf } from "./failure.ts"
import { sizeOf } from "./gathered.ts"
import { type Lake, openLake } from "./lake.ts"
import { memoryIn } from "./memory.ts"
import { replayRejected } from "./replay-rejected.ts"
import { type Report, withoutHeld } from "./report.ts"
import { type Surroundings, silent } from "./surroundings.ts"
import { durationMs, tickName, ticksBetween } from "./tick.ts"

/** Time that is kept for writing what was got. */
const reserveMs = 15_000
const mostMissed = 50

export async function runCollector<Settings>(
  options: CollectorOptions<Settings>,
  event: unknown,
  surroundings: Surroundings,
): Promise<Report> {
  const declared = await declaredFor(event, options.settings, surroundings)
  const lake = await openLake(surroundings.env)
  const observer = surroundings.observer ?? silent
  const base = startOf(declared, surroundings)
  await finishEarlier(lake, declared.collector, surroundings.now())
  const report = await attempt(options, declared, lake, surroundings, base)
  observer.report(report)
  return report
}

/** What a run knows when it starts. */
function startOf({ collector, event, tick, units }: Declared<unknown>, { now, runId }: Surroundings): Draft {
  const started = now()
  return {
    run: runId(),
    collector: collector.name,
    tick: tickName(tick),
    trigger: event.trigger,
    startedAt: started.toISOString(),
    endedAt: started.toISOString(),
    second: secondOf(started),
    all: units.map(({ name }) => name),
    units: [],
    left: [],
    lost: [],
    calls: 0,
    retries: 0,
    waitsMs: 0,
    quota: { app_percent: null, business_percent: null, regain_minutes: null },
    token: null,
    missed: [],
    replayed: null,
    error: undefined,
  }
}

async function attempt<Settings>(
  options: CollectorOptions<Settings>,
  declared: Declared<Settings>,
  lake: Lake,
  surroundings: Surroundings,
  base: Draft,
): Promise<Report> {
  const { collector, event, tick } = declared
  const { now } = surroundings
  const reports = await reportsOf(lake, collector.name, tick)
  const { got } = earlierOf(reports)
  const missing = declared.units.filter(({ name }) => !got.has(name))
  const isLate = now().getTime() - tick.getTime() > durationMs(collector.limits.late)
  const calls = callsOf(collector, surroundings)
  const run: Run<Settings> = {
    declaration: collector,
    settings: declared.settings,
    units: missing.map(({ unit }) => unit),
    env: surroundings.env,
    calls,
    now,
    log: (surroundings.observer ?? silent).log,
    memory: memoryIn(lake, collector.name),
  }
  if (event.replay_rejected === true) return replayRejected(lake, collector, base, now)
  if (event.check_token === true || event.renew_token === true)
    return careForToken(options, run, event.renew_token === true, lake, base)
  const missed = await missedBefore(lake, collector, tick)
  const asked =
    isLate || missing.length === 0
      ? { units: [], left: [], token: null, error: undefined }
      : await ask(options, run, missing, surroundings)
  const draft: Draft = {
    ...base,
    ...asked,
    lost: isLate ? missing.map(({ name }) => name) : [],
    missed: missed.map(tickName),
    calls: calls.counts.calls,
    retries: calls.counts.retries,
    waitsMs: calls.counts.waitsMs,
    quota: calls.quota,
    endedAt: now().toISOString(),
    second: secondOf(now()),
  }
  const isEmpty = draft.units.every((each) => sizeOf(each) === 0)
  return withoutHeld(
    await finish(lake, collector, isEmpty ? draft : await writeDraft(lake, collector, draft)),
  )
}

type Asked = Pick<Draft, "units" | "left" | "token" | "error">

async function ask<Settings>(
  options: CollectorOptions<Settings>,
  run: Run<Settings>,
  missing: readonly { readonly name: string; readonly unit: Unit }[],
  surroundings: Surroundings,
): Promise<Asked> {
  const names = missing.map(({ name }) => name)
  let session: Session
  let token: Draft["token"]
  try {
    session = await options.begin(run)
    token = await tokenOf(session)
  } catch (error) {
    return { units: [], left: names, token: null, error: saidOf(failureOf(error), run) }
  }
  const { units, left, stopped } = await askUnits(session, run.declaration, missing, {
    remainingMs: () => surroundings.remainingMs() - reserveMs,
    failed: (failure, unit) => saidOf(failure, run, unit),
  })
  try {
    await session.end?.()
  } catch (error) {
    // What it wanted to keep only saves calls.
    saidOf(failureOf(error), run)
  }
  return { units, left, token, error: stopped }
}

/** Days left, where that can be known. A token that is not valid ends the run. */
async function tokenOf(session: Session): Promise<Draft["token"]> {
  try {
    const days = (await session.token?.daysLeft()) ?? null
    return days === null ? null : { days_left: days }
  } catch (error) {
    const failure = failureOf(error)
    if (failure.details.kind === "token") throw failure
    return null
  }
}

/** What is reported of a failure: without secrets. */
function saidOf<Settings>(
  failure: CollectFailure,
  { log }: Run<Settings>,
  unit?: string,
): CollectFailure["details"] {
  const details = { ...failure.details, message: masked(failure.details.message) }
  const { kind, message, ...rest } = details
  // The trace of what is the function's own fault is for anyone who fixes it.
  const trace =
    kind === "internal" && failure.cause instanceof Error ? { trace: masked(failure.cause.stack ?? "") } : {}
  log(kind === "internal" ? "error" : "warn", message, { kind, unit, ...rest, ...trace })
  return details
}

async function careForToken<Settings>(
  options: CollectorOptions<Settings>,
  run: Run<Settings>,
  renews: boolean,
  lake: Lake,
  base: Draft,
): Promise<Report> {
  let token: Draft["token"] = null
  let error: Draft["error"]
  try {
    const { token: care } = await options.begin(run)
    const days = (await (renews ? care?.renew() : care?.check())) ?? null
    token = days === null ? null : { days_left: days }
    if (care === undefined || (days === null && renews))
      throw new CollectFailure({ kind: "refused", message: "nobody knows when this token ends" })
  } catch (thrown) {
    error = saidOf(failureOf(thrown), run)
  }
  return besideTicks(lake, run.declaration, {
    ...base,
    token,
    error,
    ...countsOf(run.calls),
    endedAt: run.now().toISOString(),
  })
}

function countsOf({ counts, quota }: Calls): Pick<Draft, "calls" | "retries" | "waitsMs" | "quota"> {
  return { ...counts, quota }
}

function callsOf({ limits }: CollectorDeclaration, surroundings: Surroundings): Calls {
  return createCalls({
    attempts: limits.attempts,
    timeoutMs: durationMs(limits.call_timeout),
    pauseAtPercent: limits.pause_at_percent,
    headers: surroundings.headers,
    sleep: surroundings.sleep,
    random: surroundings.random,
    remainingMs: () => surroundings.remainingMs() - reserveMs,
    onRetry: ({ details }, waitMs) =>
      surroundings.observer?.log("info", "a call is sent again", {
        ...details,
        message: masked(details.message),
        waitMs,
      }),
  })
}

/** Ticks between this one and the last that there is a report of, the newest last. */
async function missedBefore(
  lake: Lake,
  collector: CollectorDeclaration,
  tick: Date,
): Promise<readonly Date[]> {
  const before = await tickBefore(lake, collector.name, tick)
  return before === undefined ? [] : ticksBetween(before, tick, collector.schedule.every).slice(-mostMissed)
}

function secondOf(at: Date): string {
  return new Date(Math.floor(at.getTime() / 1000) * 1000).toISOString()
}
