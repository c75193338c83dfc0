// A synthetic project of many small tables: layers of fifty, the first makes 1,000 rows each, every later table joins
// two of the layer before it. `writeProject` writes it for lux, `plainStatements` gives the same tables as bare SQL.
import { mkdirSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"

const width = 50
const usualMeasures = ["amount", "cost", "clicks", "views", "likes", "shares"]
const columnsOf = (measures) => ["id", "brand_id", ...measures, "weekday"]

export const tableName = (index) => `t_${String(index).padStart(5, "0")}`

/** Writes a lux project of `count` tables with two checks each into `folder`; each has three columns more than measures. */
export function writeProject(folder, count, measures = usualMeasures) {
  write(
    join(folder, "lux_project.yml"),
    "name: synthetic\nversion: 1.0.0\ndialect: duckdb\ntargets:\n  dev: {type: duckdb, path: synthetic.duckdb}\nmodels:\n  +materialized: table\n",
  )
  for (let index = 0; index < count; index++) {
    const path = join(folder, "models", `layer_${Math.floor(index / width)}`, tableName(index))
    write(
      `${path}.sql`,
      query(index, (name) => `{{ref "${name}"}}`, measures),
    )
    write(`${path}.yml`, properties(index, measures))
  }
}

/** The same tables, one `create or replace table` each, in an order that works. */
export function plainStatements(count) {
  return Array.from(
    { length: count },
    (_, index) =>
      `create or replace table ${tableName(index)} as\n${query(index, (name) => name, usualMeasures)}`,
  )
}

function query(index, ref, measures) {
  const layer = Math.floor(index / width)
  if (layer === 0) {
    const made = measures.map((name, at) => `  cast((i * ${index + at + 3}) % 1009 as integer) as ${name}`)
    return `select\n  cast(i as integer) as id,\n  cast(i % 11 as integer) as brand_id,\n${made.join(",\n")},\n  cast(i % 7 as integer) as weekday\nfrom range(1000) as numbers(i)\n`
  }
  const place = index % width
  const first = tableName((layer - 1) * width + place)
  const second = tableName((layer - 1) * width + ((place * 7 + layer) % width))
  const added = measures.map(
    (name) => `  cast((a.${name} + coalesce(b.${name}, 0)) % 1009 as integer) as ${name}`,
  )
  return `with a as (\n  select ${columnsOf(measures).join(", ")}\n  from ${ref(first)}\n),\nb as (\n  select id, ${measures.join(", ")}\n  from ${ref(second)}\n)\nselect\n  a.id,\n  a.brand_id,\n${added.join(",\n")},\n  a.weekday\nfrom a\nleft join b on b.id = a.id\nwhere a.id is not null\n`
}

function properties(index, measures) {
  const described = columnsOf(measures).map(
    (name) =>
      `      - name: ${name}\n        description: The ${name} of the row.\n        data_type: integer\n${name === "id" ? "        data_tests: [unique, not_null]\n" : ""}`,
  )
  return `models:\n  - name: ${tableName(index)}\n    description: Table ${index}.\n    columns:\n${described.join("")}`
}

function write(path, text) {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
}
