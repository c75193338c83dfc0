import { invalid } from "./service-error.ts"

const token = /'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\/|\$\$[\s\S]*?\$\$|::|:([A-Za-z_]\w*)/g

/** SQL with the service's `:name` as Postgres' `$1`, and the values in their order. Throws for a name without a value. */
export function positional(
  sql: string,
  parameters: readonly { readonly name: string; readonly value: string }[],
): { readonly text: string; readonly values: readonly string[] } {
  if (parameters.length === 0) return { text: sql, values: [] }
  const values: string[] = []
  const places = new Map<string, number>()
  const text = sql.replace(token, (whole, name: string | undefined) => {
    if (name === undefined) return whole
    const known = places.get(name)
    if (known !== undefined) return `$${known}`
    const parameter = parameters.find((each) => each.name === name)
    if (parameter === undefined) throw invalid(`Parameter :${name} has no value.`)
    values.push(parameter.value)
    places.set(name, values.length)
    return `$${values.length}`
  })
  const unused = parameters.find(({ name }) => !places.has(name))
  if (unused !== undefined)
    throw invalid(`Parameters list contains unused parameters. Unused parameters: [${unused.name}]`)
  return { text, values }
}
