import type { Compiler } from "../../compile/compiler.ts"
import { LuxError } from "../../errors.ts"
import { didYouMean } from "../../nearest.ts"
import type { Project } from "../../project/types.ts"
import { isNumber, kindOf } from "../../quality/profile/column-kind.ts"
import { measureProfile } from "../../quality/profile/measure-profile.ts"
import type { MeasuredProfile, ProfileDemands, ProfiledColumn } from "../../quality/profile/types.ts"
import { withUnloadedRows } from "../../run/commands/unload-rows.ts"
import type { ProjectWarehouse } from "../../run/lake/lake-services.ts"
import type { Prepared } from "../../run/session/prepare-warehouse.ts"
import { asLuxError, WarehouseError } from "../../warehouse/errors.ts"
import type { Session } from "../../warehouse/warehouse.ts"
import type { ProfileSubject } from "./profile-subject.ts"
import type { ProfileOptions } from "./profile-types.ts"

export interface ProfileCircumstances {
  readonly project: Project
  readonly subject: ProfileSubject
  readonly compiler: Compiler
  readonly prepared: Prepared
  readonly options: ProfileOptions
}

/** A profile, and how a query of the warehouse names what was measured. */
export type MeasuredSubject = MeasuredProfile & { readonly relation: string }

/** Measures in the warehouse where that is the engine; elsewhere the rows come to the engine next to it. */
export async function measureSubject(
  session: Session,
  warehouse: ProjectWarehouse,
  sql: string,
  known: ProfileCircumstances,
): Promise<MeasuredSubject> {
  const { subject, compiler, prepared, options } = known
  if (warehouse.statements.embedded !== undefined) {
    const own = ownTable(subject, compiler, prepared, options)
    return measure(session, sql, own, known)
  }
  if (subject.kind === "files")
    return warehouse.lakeServices.engine.use((engine) => measure(engine, sql, undefined, known))
  try {
    return await withUnloadedRows(session, warehouse, known.project, sql, async (engine, from) => ({
      ...(await measure(engine, `select * from ${from}`, undefined, known)),
      relation: `(\n${sql}\n) as profiled`,
    }))
  } catch (error) {
    throw asLuxError(error, subject.kind === "relation" ? subject.resource.place : undefined)
  }
}

async function measure(
  engine: Session,
  sql: string,
  own: string | undefined,
  { subject, options }: ProfileCircumstances,
): Promise<MeasuredSubject> {
  const all = await columnsOf(engine, sql, subject)
  const columns = chosen(all, options.columns, subject.name)
  const demands = demandsOf(options, all, columns, subject.name)
  const relation = own ?? (await tableOf(engine, sql, subject, options))
  return { ...(await measureProfile(engine, relation, columns, demands)), relation }
}

async function columnsOf(
  session: Session,
  sql: string,
  subject: ProfileSubject,
): Promise<readonly ProfiledColumn[]> {
  try {
    const { columns } = await session.query(`select * from (\n${sql}\n) as profiled limit 0`)
    return columns.map(({ name, type }) => ({ name, type, kind: kindOf(type) }))
  } catch (error) {
    if (subject.kind !== "files" || !(error instanceof WarehouseError)) throw error
    throw unreadable(subject.name, error)
  }
}

function unreadable(name: string, error: Error): LuxError {
  return new LuxError("LUX-2454", `"${name}" cannot be read: ${error.message}`, {
    hint: "Its files must be what their names end in: JSON (an array, or one object a line), CSV or Parquet.",
    cause: error,
  })
}

/** A table is read where it is. */
function ownTable(
  subject: ProfileSubject,
  compiler: Compiler,
  { catalog }: Prepared,
  { where, sample }: ProfileOptions,
): string | undefined {
  if (subject.kind !== "relation" || where !== undefined || sample !== undefined) return undefined
  const relation = compiler.relationOf(subject.resource)
  return catalog.get(relation)?.kind === "table" ? String(relation) : undefined
}

/** Of anything else the rows are worked out once, not once a query. */
async function tableOf(
  engine: Session,
  sql: string,
  subject: ProfileSubject,
  { sample }: ProfileOptions,
): Promise<string> {
  const sampled = sample === undefined ? "" : `\nusing sample reservoir(${sample} rows) repeatable (1)`
  try {
    await engine.run(
      `create or replace temp table lux_profiled as\nselect * from (\n${sql}\n) as profiled${sampled}`,
    )
  } catch (error) {
    if (subject.kind !== "files" || !(error instanceof WarehouseError)) throw error
    throw unreadable(subject.name, error)
  }
  return "lux_profiled"
}

function chosen(
  all: readonly ProfiledColumn[],
  wanted: readonly string[] | undefined,
  of: string,
): readonly ProfiledColumn[] {
  return wanted === undefined ? all : wanted.map((name) => columnNamed(all, name, of))
}

function demandsOf(
  { pairs = [], keys = [] }: ProfileOptions,
  all: readonly ProfiledColumn[],
  measured: readonly ProfiledColumn[],
  of: string,
): ProfileDemands {
  const named = (name: string): string => columnNamed(all, name, of).name
  const numbers = measured.filter(({ kind }) => isNumber(kind)).map(({ name }) => name)
  return {
    pairs:
      pairs === "all"
        ? numbers.flatMap((left, at) => numbers.slice(at + 1).map((right) => [left, right] as const))
        : pairs.map(([left, right]) => [named(left), named(right)] as const),
    keys: keys.map((key) => key.map(named)),
  }
}

function columnNamed(all: readonly ProfiledColumn[], wanted: string, of: string): ProfiledColumn {
  const found =
    all.find(({ name }) => name === wanted) ??
    all.find(({ name }) => name.toLowerCase() === wanted.toLowerCase())
  if (found !== undefined) return found
  const names = all.map(({ name }) => name)
  throw new LuxError("LUX-2453", `"${of}" has no column "${wanted}"`, {
    hint: didYouMean(wanted, names) ?? `It has: ${names.join(", ")}.`,
  })
}
