/** How a run is found in the system tables: by its query group, and its nodes by the comment at each statement. */
import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest"
import { type Network, type NetworkProject, networkProject, startNetwork } from "./network-project.testkit.ts"

let network: Network

beforeAll(async () => {
  network = await startNetwork()
})

afterAll(() => network.stop())

const models = {
  "models/a.sql": "{{config materialized='table' post_hook='select 1'}}\nselect 1 as id union all select 2\n",
  "models/b.sql": "select * from {{ref 'a'}}\n",
  "models/s.yml": "models:\n  - {name: a, columns: [{name: id, data_tests: [unique]}]}\n",
  "seeds/c.csv": "id\n1\n",
}

function projectOf(settings: string, target = "threads: 2"): NetworkProject {
  const project = networkProject(
    `dialect: redshift\ntargets: {prod: ${network.target("redshift", target)}}\n${settings}`,
    models,
  )
  onTestFinished(() => project.remove())
  return project
}

async function history(where: string): Promise<readonly Record<string, string>[]> {
  const warehouse = await network.open("redshift", 1)
  try {
    const { rows } = await warehouse.withSession((session) =>
      session.query(
        `select query_label, query_type, query_text from sys_query_history where ${where} order by query_id`,
      ),
    )
    return rows.map((row) =>
      Object.fromEntries(Object.entries(row).map(([name, value]) => [name, String(value)])),
    )
  } finally {
    await warehouse.close()
  }
}

const openingComment = /^\/\* (\{.*\}) \*\/\n/

it("each statement says which run and which node it is of", async () => {
  const { invocationId, success } = await projectOf("").execute("build")
  expect(success).toBe(true)
  const all = await history(`query_label = 'lux:${invocationId}'`)
  const sent = all.filter(
    ({ query_text: text = "" }) => !text.startsWith("set query_group") && text !== "select 1",
  )
  const comments = sent.map(({ query_text: text = "" }) =>
    JSON.parse(openingComment.exec(text)?.[1] ?? `{"none": ${JSON.stringify(text)}}`),
  )
  expect(
    new Set(comments.map(({ app, project, target, run }) => `${app} ${project} ${target} ${run}`)),
  ).toEqual(new Set([`lux p prod ${invocationId}`]))
  const builds = sent.filter(({ query_text: text = "" }) =>
    /\bcreate (table|or replace view) public\./.test(text),
  )
  const nodeOf = (text = "") => JSON.parse(openingComment.exec(text)?.[1] ?? "{}").node
  expect(new Set(builds.map(({ query_text: text }) => nodeOf(text)))).toEqual(
    new Set(["model.p.a", "model.p.b", "seed.p.c"]),
  )
  // What a hook and a check send is the node's too; the catalog and the history are the run's.
  expect(sent.filter(({ query_text: text }) => nodeOf(text) === "model.p.a").length).toBeGreaterThan(4)
  expect(new Set(comments.map(({ node }) => node))).toEqual(
    new Set(["", "model.p.a", "model.p.b", "seed.p.c"]),
  )
  // Nothing of it is unlabelled.
  expect(
    await history(`query_label <> 'lux:${invocationId}' and query_text like '/*%${invocationId}%'`),
  ).toEqual([])
})

it("a target's own query group stands, a comment may be another, and stands behind", async () => {
  const project = projectOf(
    "query-comment: {comment: 'of :{{node}} /* */ end', append: true}\n",
    "query_group: night, schema: own_group",
  )
  await project.execute("run", { select: ["a"] })
  const [build] = await history("query_label = 'night' and query_text like '%create table own_group.a%'")
  expect(build?.["query_text"]).toMatch(/union all select 2\n+\/\* of : ?model\.p\.a \/ \* \*\\\/ end \*\/$/)
})

it("a statement that is as large as may be goes without", async () => {
  const project = projectOf("", "schema: large")
  const head = "{{config materialized='view'}}\nselect '"
  const size = (length: number) => `${head}${"x".repeat(length)}' as id\n`
  project.write({ "models/large.sql": size(99_800) })
  expect(await project.statuses("run", { select: ["large"] })).toEqual({ large: "ok" })
})

it("a session's first call brings its settings along", async () => {
  const project = projectOf("", "schema: first_call, threads: 1, statement_timeout: 600")
  await project.execute("run")
  const before = new Map(network.server.requests)
  await project.lux().show({ inline: "select 1 as one" })
  const calls = [...network.server.requests].map(
    ([name, count]) => [name, count - (before.get(name) ?? 0)] as const,
  )
  // The catalog with the settings, the query, their rows, and the end of the session.
  expect(Object.fromEntries(calls.filter(([, count]) => count > 0))).toEqual({
    BatchExecuteStatement: 1,
    ExecuteStatement: 2,
    GetStatementResult: 2,
  })
})
