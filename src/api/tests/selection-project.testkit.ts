/** For tests: a project with something for every way to select. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { createLux } from "../create-lux.ts"
import type { Lux, SelectionOptions } from "../types.ts"

const files: Readonly<Record<string, string>> = {
  "models/staging/sources.yml": `sources:
  - name: raw
    tables:
      - name: orders
      - name: customers
        columns:
          - name: id
            data_tests: [{not_null: {name: t_source}}]
  - name: web
    tables: [{name: clicks}]
`,
  "models/staging/stg_orders.sql":
    "{{config tags=(list 'daily')}}\nselect * from {{source 'raw' 'orders'}}\n",
  "models/staging/stg_customers.sql": "select * from {{source 'raw' 'customers'}}\n",
  "models/staging/web/stg_clicks.sql":
    "{{config meta=(dict contains_pii=true owner='ada')}}\nselect * from {{source 'web' 'clicks'}}\n",
  "models/marts/orders.sql":
    "select * from {{ref 'stg_orders'}} join {{ref 'stg_customers'}} using (id) join {{ref 'countries'}} using (id)\n",
  "models/marts/customers.sql": "select * from {{ref 'stg_customers'}}\n",
  "models/marts/core/revenue.sql": "select * from {{ref 'orders'}}\n",
  "models/marts/core/sessions.sql": "select * from {{ref 'stg_clicks'}}\n",
  "models/pricing/price_v1.sql": "select 1 as price\n",
  "models/pricing/price_v2.sql": "select 2 as price\n",
  "models/pricing/price_v3.sql": "select 3 as price\n",
  "models/pricing/pricing.yml": `models:
  - name: price
    latest_version: 2
    config: {group: pricing, access: private}
    versions: [{v: 1}, {v: 2}, {v: 3}]
groups:
  - {name: pricing, owner: {name: Bob}}
`,
  "models/marts/marts.yml": `groups:
  - {name: finance, owner: {name: Ada}}
models:
  - name: orders
    config: {materialized: table, tags: [daily, money], group: finance, access: public}
    columns:
      - name: id
        data_tests: [{unique: {name: t_unique, config: {tags: [slow]}}}]
      - name: customer_id
        data_tests: [{relationships: {name: t_relation, to: ref('customers'), field: id}}]
  - name: customers
    config: {materialized: incremental, unique_key: [id, country], grants: {select: [reporter, analyst]}}
    columns:
      - name: id
        data_tests: [{not_null: {name: t_not_null, config: {severity: warn}}}]
  - name: revenue
    config: {group: finance}
exposures:
  - name: board
    type: dashboard
    owner: {name: Ada}
    depends_on: [ref('revenue'), ref('sessions')]
`,
  "seeds/countries.csv": "id\n1\n",
  "tests/s_match.sql": "select * from {{ref 'orders'}} full join {{ref 'revenue'}} using (id) where false\n",
  "tests/s_clicks.sql":
    "select * from {{source 'web' 'clicks'}} join {{ref 'sessions'}} using (id) where false\n",
}

/** Sorted short names of what a selection lists: a source as `source.table`, a version of a model as `price_v1`. */
export async function listedNames(lux: Lux, options: SelectionOptions): Promise<readonly string[]> {
  const nodes = await lux.list(options)
  return nodes
    .map(({ uniqueId, resourceType, name }) => {
      const [, , third, fourth] = uniqueId.split(".")
      if (resourceType === "source") return `${third}.${fourth}`
      return resourceType === "model" && fourth !== undefined ? `${name}_${fourth}` : name
    })
    .sort()
}

/** The names in a text, sorted. */
export function names(text: string): readonly string[] {
  return text
    .split(/\s+/)
    .filter((name) => name !== "")
    .sort()
}

export interface SelectionProject {
  readonly folder: string
  /** One look at the project, for as many selections as wanted. */
  readonly lux: Lux
  readonly remove: () => void
}

/** Writes the project, named `p`, with some files more. */
export function makeSelectionProject(more: Readonly<Record<string, string>> = {}): SelectionProject {
  const folder = mkdtempSync(join(tmpdir(), "lux-selection-"))
  const settings = "name: p\ndialect: duckdb\ntargets: {dev: {type: duckdb, path: p.duckdb}}\n"
  for (const [path, text] of Object.entries({ "lux_project.yml": settings, ...files, ...more })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  return {
    folder,
    lux: createLux({ projectDir: folder, env: {} }),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}
