import type { LuxError } from "../../errors.ts"
import { Interrupted } from "../../errors.ts"
import { asLuxError } from "../../warehouse/errors.ts"
import type { QueryResult, Session } from "../../warehouse/warehouse.ts"
import { type AnsweredGroup, answerOf, answersOf, withFailures } from "./answers.ts"
import { type Asked, type Planner, queriesOf } from "./check-plan.ts"

export interface Answer {
  readonly groups: readonly AnsweredGroup[]
  /** Why the check could not run. */
  readonly error: LuxError | undefined
}

/** Asks all checks in one round trip, or two where failures have to be counted; throws where one of them cannot run. */
export async function askTogether(
  session: Session,
  checks: readonly Asked[],
  planner: Planner,
): Promise<readonly Answer[]> {
  if (checks.length === 0) return []
  const plan = planner(checks)
  const results = await session.queryAll(plan.queries.map(({ sql }) => sql))
  const answers = answersOf(checks, plan, results)
  const doubtful = plan.checks.flatMap(({ recount }, index) =>
    recount !== undefined && hasFailures(answers[index]) ? [{ index, sql: recount.sql }] : [],
  )
  if (doubtful.length === 0) return answers.map((groups) => ({ groups, error: undefined }))
  const counted = await session.queryAll(doubtful.map(({ sql }) => sql))
  const exact = new Map(doubtful.map(({ index }, at) => [index, counted[at]]))
  return answers.map((groups, index) => {
    const [asked, count] = [checks[index], exact.get(index)]
    return { groups: asked && count ? withFailures(groups, asked, count) : groups, error: undefined }
  })
}

function hasFailures(groups: readonly AnsweredGroup[] | undefined): boolean {
  return groups?.some(({ values }) => Number(values[0]) !== 0) === true
}

/**
 * As `askTogether`. Where one cannot run, each query is asked by itself, and the checks of a query that
 * is refused one by one: only those that cannot run have an error, the others answer as if they had been alone.
 */
export async function ask(
  session: Session,
  checks: readonly Asked[],
  planner: Planner,
): Promise<readonly Answer[]> {
  const together = await attempt(() => askTogether(session, checks, planner))
  if (together.error === undefined) return together.value
  const plan = planner(checks)
  const results: Attempt<QueryResult>[] = []
  for (const { sql } of plan.queries) results.push(await attempt(() => session.query(sql)))
  const answers: Answer[] = []
  for (const [index, asked] of checks.entries()) {
    const planned = plan.checks[index]
    if (planned === undefined) continue
    const refused = [...queriesOf(planned)].some((query) => results[query]?.error !== undefined)
    const groups = refused ? [] : answerOf(asked, planned, results.map(resultOf))
    const isDoubtful = planned.recount !== undefined && hasFailures(groups)
    answers.push(
      refused || isDoubtful ? await askAlone(session, asked, planner) : { groups, error: undefined },
    )
  }
  return answers
}

/** Asks one check; an error of it is in the answer. */
export async function askAlone(session: Session, asked: Asked, planner: Planner): Promise<Answer> {
  const answered = await attempt(() => askTogether(session, [asked], planner))
  if (answered.error !== undefined) return { groups: [], error: answered.error }
  return answered.value[0] ?? { groups: [], error: undefined }
}

type Attempt<T> =
  | { readonly value: T; readonly error: undefined }
  | { readonly value: undefined; readonly error: LuxError }

async function attempt<T>(work: () => Promise<T>): Promise<Attempt<T>> {
  try {
    return { value: await work(), error: undefined }
  } catch (error) {
    if (error instanceof Interrupted) throw error
    return { value: undefined, error: asLuxError(error) }
  }
}

function resultOf({ value }: Attempt<QueryResult>): QueryResult {
  return value ?? { columns: [], rows: [] }
}
