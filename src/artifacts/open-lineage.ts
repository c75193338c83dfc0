/** Events of OpenLineage (specification 2-0-2) of a run, its nodes and their checks. Pure: when they are sent is not its matter. */
import { randomUUID } from "node:crypto"
import type { CompiledNode, CompiledProject } from "../compiled/compiled-project.ts"
import type { CheckResult, NodeResult } from "../run/results.ts"
import { luxVersion } from "../version.ts"
import { type Dataset, datasetOf } from "./open-lineage-datasets.ts"

type EventType = "START" | "COMPLETE" | "FAIL" | "ABORT"

interface Facet {
  readonly _producer: string
  readonly _schemaURL: string
  readonly [key: string]: unknown
}

type Facets = Readonly<Record<string, Facet>>

export interface OpenLineageEvent {
  readonly eventType: EventType
  readonly eventTime: string
  readonly producer: string
  readonly schemaURL: string
  readonly run: { readonly runId: string; readonly facets: Facets }
  readonly job: { readonly namespace: string; readonly name: string; readonly facets: Facets }
  readonly inputs: readonly (Dataset & { readonly facets?: Facets; readonly inputFacets?: Facets })[]
  readonly outputs: readonly (Dataset & { readonly facets?: Facets; readonly outputFacets?: Facets })[]
}

export interface RunOfEvents {
  readonly compiled: CompiledProject
  readonly invocationId: string
  readonly command: string
  /** Of jobs. */
  readonly namespace: string
  /** Of the job that started this one: `namespace/name/run id`, as orchestrators give it. */
  readonly parent: string | undefined
}

const producer = `urn:lux:${luxVersion}`
const schemaUrl = "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent"

/** Each facet by its version and the name of its definition. */
function facet(file: string, version: string, values: Readonly<Record<string, unknown>>): Facet {
  return {
    _producer: producer,
    _schemaURL: `https://openlineage.io/spec/facets/${version}/${file}.json#/$defs/${file}`,
    ...values,
  }
}

/** Of the command. */
export function runEvent(run: RunOfEvents, type: EventType, at: Date, problem?: string): OpenLineageEvent {
  const [, namespace, name, runId] = /^(.*)\/([^/]*)\/([0-9a-f-]{36})$/i.exec(run.parent ?? "") ?? []
  const isGiven = namespace !== undefined && name !== undefined && runId !== undefined
  return {
    ...event(type, at),
    run: {
      runId: run.invocationId,
      facets: {
        processing_engine: facet("ProcessingEngineRunFacet", "1-1-1", {
          name: "lux",
          version: luxVersion,
          openlineageAdapterVersion: luxVersion,
        }),
        ...(isGiven ? { parent: parentFacet(namespace, name, runId) } : {}),
        ...errorFacets(problem),
      },
    },
    job: {
      namespace: run.namespace,
      name: commandName(run),
      facets: { jobType: jobType("COMMAND") },
    },
    inputs: [],
    outputs: [],
  }
}

/** Of a node: what it reads and makes, by the end with columns, where they come from and how many rows. */
export function nodeEvent(
  run: RunOfEvents,
  node: { readonly uniqueId: string; readonly runId: string },
  type: EventType,
  at: Date,
  { result, sql }: { readonly result?: NodeResult; readonly sql?: string | undefined } = {},
): OpenLineageEvent {
  const { compiled } = run
  const found = compiled.nodes[node.uniqueId]
  const inputs = (found?.dependsOn ?? []).flatMap((id) => {
    const read = compiled.nodes[id]
    const dataset = read && datasetOf(compiled, read)
    return read === undefined || dataset === undefined ? [] : [{ ...dataset, facets: schemaFacets(read) }]
  })
  const output = found && datasetOf(compiled, found)
  const rows = result?.rows
  return {
    ...event(type, at),
    run: { runId: node.runId, facets: { ...ofCommand(run), ...errorFacets(problemOf(result)) } },
    job: {
      namespace: run.namespace,
      name: `${compiled.name}.${node.uniqueId}`,
      facets: { jobType: jobType(kindOf(found)), ...sqlFacets(sql), ...documentationFacets(found) },
    },
    inputs,
    outputs:
      found === undefined || output === undefined
        ? []
        : [
            {
              ...output,
              facets: { ...schemaFacets(found), ...lineageFacets(compiled, found) },
              ...(rows === undefined
                ? {}
                : {
                    outputFacets: {
                      outputStatistics: facet("OutputStatisticsOutputDatasetFacet", "1-0-2", {
                        rowCount: rows,
                      }),
                    },
                  }),
            },
          ],
  }
}

/** Of the checks of a relation, as a job of its own that reads it; undefined where none was judged. */
export function checksEvent(
  run: RunOfEvents,
  of: string,
  checks: readonly CheckResult[],
  at: Date,
): OpenLineageEvent | undefined {
  const found = run.compiled.nodes[of]
  const dataset = found && datasetOf(run.compiled, found)
  const judged = checks.filter(({ status }) => status !== "skipped" && status !== "insufficient")
  if (found === undefined || dataset === undefined || judged.length === 0) return undefined
  const assertions = judged.map((check) => ({
    assertion: check.name,
    success: check.status === "pass",
    ...(check.column === undefined ? {} : { column: check.column }),
  }))
  return {
    ...event(judged.some(({ status }) => status === "fail" || status === "error") ? "FAIL" : "COMPLETE", at),
    run: { runId: randomUUID(), facets: ofCommand(run) },
    job: {
      namespace: run.namespace,
      name: `${run.compiled.name}.${of}.checks`,
      facets: { jobType: jobType("TEST") },
    },
    inputs: [
      {
        ...dataset,
        facets: schemaFacets(found),
        inputFacets: {
          dataQualityAssertions: facet("DataQualityAssertionsDatasetFacet", "1-0-1", { assertions }),
        },
      },
    ],
    outputs: [],
  }
}

function event(eventType: EventType, at: Date) {
  return { eventType, eventTime: at.toISOString(), producer, schemaURL: schemaUrl }
}

function commandName({ compiled, command }: RunOfEvents): string {
  return `${compiled.name}.${command}`
}

function ofCommand(run: RunOfEvents): Facets {
  return { parent: parentFacet(run.namespace, commandName(run), run.invocationId) }
}

function parentFacet(namespace: string, name: string, runId: string): Facet {
  return facet("ParentRunFacet", "1-1-0", { run: { runId }, job: { namespace, name } })
}

function jobType(kind: string): Facet {
  return facet("JobTypeJobFacet", "2-0-3", { processingType: "BATCH", integration: "LUX", jobType: kind })
}

/** MODEL, SEED, SNAPSHOT and so on. */
function kindOf(node: CompiledNode | undefined): string {
  return node?.resource.type.toUpperCase() ?? "MODEL"
}

function problemOf(result: NodeResult | undefined): string | undefined {
  if (result === undefined || result.status === "ok" || result.status === "warn") return undefined
  return result.error?.message ?? result.message
}

function errorFacets(problem: string | undefined): Facets {
  if (problem === undefined) return {}
  return {
    errorMessage: facet("ErrorMessageRunFacet", "1-0-1", { message: problem, programmingLanguage: "SQL" }),
  }
}

function sqlFacets(sql: string | undefined): Facets {
  return sql === undefined ? {} : { sql: facet("SQLJobFacet", "1-1-0", { query: sql }) }
}

function documentationFacets(node: CompiledNode | undefined): Facets {
  const description = node === undefined || !("description" in node.resource) ? "" : node.resource.description
  return description === "" ? {} : { documentation: facet("DocumentationJobFacet", "1-1-0", { description }) }
}

function schemaFacets({ columns }: CompiledNode): Facets {
  if (columns.length === 0) return {}
  const fields = columns.map(({ name, type, description }) => ({
    name,
    ...(type === undefined ? {} : { type }),
    ...(description === "" ? {} : { description }),
  }))
  return { schema: facet("SchemaDatasetFacet", "1-2-0", { fields }) }
}

const subtypes = {
  identity: "IDENTITY",
  transformation: "TRANSFORMATION",
  aggregation: "AGGREGATION",
} as const

function lineageFacets(compiled: CompiledProject, { columns }: CompiledNode): Facets {
  const fields = columns.flatMap(({ name, from = [], expression }) => {
    const inputFields = from.flatMap(({ node, column, kind }) => {
      const read = compiled.nodes[node]
      const dataset = read && datasetOf(compiled, read)
      if (dataset === undefined) return []
      const transformations = [
        { type: "DIRECT", subtype: subtypes[kind], description: expression ?? "", masking: false },
      ]
      return [{ ...dataset, field: column, transformations }]
    })
    return inputFields.length === 0 ? [] : [[name, { inputFields }] as const]
  })
  return fields.length === 0
    ? {}
    : { columnLineage: facet("ColumnLineageDatasetFacet", "1-2-0", { fields: Object.fromEntries(fields) }) }
}
