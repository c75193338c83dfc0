import type { LuxError } from "../errors.ts"
import { didYouMean } from "../nearest.ts"
import { fieldProblem, problem } from "./lookml-problem.ts"
import { type LookmlBlock, type LookmlView, type Placed, wordOf } from "./lookml-project.ts"

/** The explores with the views that they join, and what is wrong with them. */
export function checkExplores(entries: readonly Placed[], views: ReadonlyMap<string, LookmlView>) {
  const problems: LuxError[] = []
  const explores = new Map<string, ReadonlyMap<string, string>>()
  for (const placed of entries) {
    const { entry, file } = placed
    if (entry.key !== "explore" || entry.value.kind !== "block" || entry.value.name === undefined) continue
    const explore = entry.value
    const name = entry.value.name.replace(/^\+/, "")
    const aliases = new Map([...(explores.get(name) ?? []), [name, baseOf(explore, name)] as const])
    for (const { value, at } of explore.entries.filter(({ key }) => key === "join"))
      if (value.kind === "block" && value.name !== undefined) {
        const from = wordOf(value, "from") ?? value.name
        aliases.set(value.name, from)
        if (!views.has(from)) problems.push(noView(placed, at, from, views))
      }
    const base = aliases.get(name) ?? name
    if (!views.has(base)) problems.push(noView(placed, entry.at, base, views))
    explores.set(name, aliases)
    const joined = new Map(
      [...aliases].flatMap(([alias, view]) => {
        const found = views.get(view)
        return found === undefined ? [] : [[alias, found] as const]
      }),
    )
    for (const { value, at = 0 } of explore.entries.filter(({ key }) => key === "join"))
      if (value.kind === "block")
        for (const { key, value: on, at: onAt = at } of value.entries)
          if (key === "sql_on" && on.kind === "sql")
            for (const match of on.text.matchAll(/\$\{(\w+)\.(\w+)\}/g))
              problems.push(
                ...fieldProblem(
                  file,
                  file.text.indexOf(on.text, onAt) + match.index,
                  match[1] ?? "",
                  match[2] ?? "",
                  joined,
                ),
              )
  }
  return { explores, problems }
}

function baseOf(explore: LookmlBlock, name: string): string {
  return wordOf(explore, "from") ?? wordOf(explore, "view_name") ?? name
}

function noView(
  { file }: Placed,
  at: number | undefined,
  name: string,
  views: ReadonlyMap<string, LookmlView>,
): LuxError {
  return problem(file, at ?? 0, `there is no view "${name}"`, didYouMean(name, [...views.keys()]))
}
