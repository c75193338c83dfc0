import { LuxError, Problems } from "../errors.ts"
import { isInlined } from "../project/materialized.ts"
import {
  isFileOfRows,
  isQueried,
  isRelational,
  mayBeUnitTested,
  mayHaveContract,
} from "../project/resource-guards.ts"
import { referenceText, referenceTo } from "../project/resources/references.ts"
import type { GivenInput, Relational, Resource, UnitTest } from "../project/types.ts"
import { factsOf } from "../template/facts.ts"
import type { Resolver } from "./resolver.ts"
import type { GraphNode } from "./types.ts"

/** What a unit test takes from outside and what it builds of the project. */
export interface Coverage {
  /** By unique id of what is given. */
  readonly given: ReadonlyMap<string, GivenInput>
  /** The rows that the model has before. */
  readonly self: GivenInput | undefined
  /** Unique ids of the models that something is expected of, in the order in which they are written. */
  readonly expected: readonly string[]
  /** Those and, of a chain, what they are made from down to what is given; seeds are loaded. In no order. */
  readonly built: ReadonlySet<string>
}

type Nodes = ReadonlyMap<string, GraphNode>

/**
 * What a unit test covers. Throws LUX-2462 for something given that nothing reads, LUX-2465 for an input that is not
 * given, and what resolving a ref throws; all independent ones together.
 */
export function coverageOf(test: UnitTest, nodes: Nodes, resolver: Resolver): Coverage {
  const problems = new Problems()
  const given = new Map<string, GivenInput>()
  let self: GivenInput | undefined
  for (const each of test.given) {
    if (each.input.kind === "this") {
      if (test.form === "chain") problems.add(thisOfChain(test, each))
      self = each
      continue
    }
    const { kind, parts, place, version } = each.input
    const found = problems.attempt(() => resolver[kind](parts, place, undefined, version))
    if (found === undefined) continue
    if (given.has(found.uniqueId))
      problems.add(
        new LuxError("LUX-2462", `${each.text} is given twice`, {
          place,
          hint: "Write all its rows together.",
        }),
      )
    given.set(found.uniqueId, each)
  }
  const expected = test.expect.flatMap(({ model }) => {
    const found = problems.attempt(() => resolver.ref(model.parts, model.place, undefined, model.version))
    if (found === undefined || mayBeUnitTested(found)) return found?.uniqueId ?? []
    problems.add(
      new LuxError("LUX-2461", `"${found.name}" is a ${found.type}, no model`, {
        place: model.place,
        hint: "Unit tests are about what models make of their inputs.",
      }),
    )
    return []
  })
  const wrong = incrementalProblem(test, self, expected, nodes)
  if (wrong !== undefined) problems.add(wrong)
  problems.throwIfAny()
  const { built, used, missing } = walk(test, expected, given, nodes)
  for (const [read, reader] of missing) problems.add(notGiven(test, read, reader))
  for (const [id, each] of given) if (!used.has(id)) problems.add(notRead(test, each, expected, nodes))
  problems.throwIfAny()
  return { given, self, expected, built }
}

/** From what is expected back to what is given. */
function walk(
  test: UnitTest,
  expected: readonly string[],
  given: ReadonlyMap<string, GivenInput>,
  nodes: Nodes,
): {
  readonly built: ReadonlySet<string>
  readonly used: ReadonlySet<string>
  /** What no rows are given of, with the name of the model that reads it. */
  readonly missing: ReadonlyMap<Relational, string>
} {
  const built = new Set<string>()
  const used = new Set<string>()
  const missing = new Map<Relational, string>()
  const open = [...expected]
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (built.has(id)) continue
    built.add(id)
    const node = nodes.get(id)
    const referredOnly = foreignOnly(node)
    for (const read of node?.dependsOn ?? []) {
      const resource = nodes.get(read)?.resource
      if (given.has(read)) used.add(read)
      else if (isFileOfRows(resource) || isBuiltHere(resource, test)) open.push(read)
      else if (!referredOnly.has(read) && isRelational(resource))
        missing.set(resource, node?.resource.name ?? "")
    }
  }
  return { built, used, missing }
}

/** An ephemeral model is part of anyone who reads it; of a chain all models are built. */
function isBuiltHere(resource: Resource | undefined, test: UnitTest): boolean {
  return isQueried(resource) && (test.form === "chain" || isInlined(resource))
}

/** Names of what only a foreign key refers to cannot be told from a ref in general: where there are such keys, nothing that they name is demanded. */
function foreignOnly(node: GraphNode | undefined): ReadonlySet<string> {
  if (node === undefined || !mayHaveContract(node.resource) || !node.resource.config.contract.enforced)
    return new Set()
  const { constraints, columns } = node.resource
  const named = [...constraints, ...columns.flatMap((column) => column.constraints)].flatMap(({ to }) =>
    to === undefined ? [] : [to.parts.at(-1)],
  )
  return new Set(node.dependsOn.filter((id) => named.includes(id.split(".").at(-1))))
}

/** A query that adds rows looks at those that are there. */
function incrementalProblem(
  test: UnitTest,
  self: GivenInput | undefined,
  [tested = ""]: readonly string[],
  nodes: Nodes,
): LuxError | undefined {
  const { isIncremental, place } = test.overrides
  if (!isIncremental) return undefined
  if (test.form === "chain")
    return new LuxError(
      "LUX-2466",
      `unit test "${test.name}" is of several models, which are built from nothing`,
      {
        place,
        hint: "Only a test of one model (model: ...) can have is_incremental: true.",
      },
    )
  const model = nodes.get(tested)?.resource
  if (self !== undefined || !isQueried(model) || !factsOf(model.template, new Map()).usesSelf)
    return undefined
  return new LuxError(
    "LUX-2465",
    `unit test "${test.name}" does not say which rows "${model.name}" has before`,
    { place, hint: "Add them under given; where it has none: - {input: this, rows: []}" },
  )
}

function thisOfChain(test: UnitTest, { input: { place } }: GivenInput): LuxError {
  return new LuxError(
    "LUX-2462",
    `unit test "${test.name}" expects something of several models, and gives "this"`,
    {
      place,
      hint: "Only a test of one model (model: ...) can say which rows that model has before.",
    },
  )
}

function notGiven(test: UnitTest, resource: Relational, reader: string): LuxError {
  const written = referenceText(referenceTo(resource))
  return new LuxError(
    "LUX-2465",
    `unit test "${test.name}" gives no rows of ${written}, which "${reader}" reads`,
    {
      place: test.place,
      hint: `Add it under given; for one without rows: - {input: "${written}", rows: []}`,
    },
  )
}

function notRead(test: UnitTest, each: GivenInput, expected: readonly string[], nodes: Nodes): LuxError {
  const [first = ""] = expected
  const model = nodes.get(first)
  const names = (model?.dependsOn ?? []).map((id) => nodes.get(id)?.resource.name ?? id)
  const who =
    test.form === "chain" ? "none of the models that are expected" : `model "${model?.resource.name}"`
  return new LuxError(
    "LUX-2462",
    `${each.text} is given, and ${who} ${test.form === "chain" ? "is made from it" : "does not read it"}`,
    {
      place: each.input.place,
      hint:
        test.form === "chain" ? undefined : `It reads ${names.length === 0 ? "nothing" : names.join(", ")}.`,
    },
  )
}
