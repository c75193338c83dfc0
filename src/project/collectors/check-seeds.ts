import { LuxError, type Problems } from "../../errors.ts"
import { didYouMean } from "../../nearest.ts"
import { type Cell, type Csv, readCsv } from "../files/csv.ts"
import type { Seed } from "../types.ts"
import type { Collectors } from "./declaration.ts"
import { collectorsFile, type DeclaredCollectors } from "./read-collectors.ts"

type Units = Collectors["units"][string]

/**
 * Compares the lists of units with the seeds that have the same rows, in the columns that both have. LUX-3231 for a seed
 * that does not exist, LUX-3232 for each difference.
 */
export function checkSeeds(
  { document, values }: DeclaredCollectors,
  read: readonly Seed[],
  problems: Problems,
): void {
  const seeds = new Map(read.flatMap((each) => (each.enabled ? [[each.name, each] as const] : [])))
  for (const [name, list] of Object.entries(values.units)) {
    if (list.seed === undefined) continue
    const seed = seeds.get(list.seed)
    if (seed !== undefined) problems.attempt(() => compare(list, ["units", name], seed, document, problems))
    else
      problems.add(
        new LuxError("LUX-3231", `there is no seed "${list.seed}"`, {
          place: document.placeOf(["units", name, "seed"]),
          hint: didYouMean(list.seed, seeds.keys()) ?? "Name a seed of this project, or take the key out.",
        }),
      )
  }
}

function compare(
  { key, items }: Units,
  path: readonly string[],
  { file, config }: Seed,
  document: DeclaredCollectors["document"],
  problems: Problems,
): void {
  const csv = readCsv(file, config.delimiter)
  const [header = [], ...rows] = csv.records
  const names = header.map(({ text }) => text)
  const keyAt = names.indexOf(key)
  if (keyAt === -1)
    throw new LuxError(
      "LUX-3232",
      `the seed has no column "${key}", by which ${collectorsFile} names its units`,
      {
        place: csv.placeOf(header[0]),
        related: [{ message: "the key of the units", place: document.placeOf([...path, "key"]) }],
      },
    )
  const byKey = new Map(rows.map((row) => [row[keyAt]?.text ?? "", row]))
  const declared = new Map(items.map((item, at) => [item[key] ?? "", { item, at }]))
  for (const [unit, { item, at }] of declared) {
    const place = document.placeOf([...path, "items", at, key])
    const row = byKey.get(unit)
    if (row === undefined) {
      problems.add(
        new LuxError("LUX-3232", `"${unit}" is collected, and is not in ${file.path}`, {
          place,
          hint: `Add the row: ${names.map((name) => item[name] ?? "...").join(config.delimiter)}`,
        }),
      )
      continue
    }
    for (const [column, name] of names.entries()) {
      const wanted = item[name]
      const cell = row[column]
      if (wanted === undefined || cell?.text === wanted) continue
      problems.add(different(name, unit, wanted, csv, cell, document.placeOf([...path, "items", at, name])))
    }
  }
  for (const [unit, row] of byKey)
    if (!declared.has(unit))
      problems.add(
        new LuxError("LUX-3232", `"${unit}" is in the seed, and ${collectorsFile} does not declare it`, {
          place: csv.placeOf(row[keyAt]),
          hint: "Add it to the declaration, or take the row out.",
          related: [{ message: "what is collected", place: document.placeOf([...path, "items"], "key") }],
        }),
      )
}

function different(
  name: string,
  unit: string,
  wanted: string,
  csv: Csv,
  cell: Cell | undefined,
  place: ReturnType<DeclaredCollectors["document"]["placeOf"]>,
): LuxError {
  return new LuxError(
    "LUX-3232",
    `${name} of "${unit}" is "${cell?.text ?? ""}" here and "${wanted}" there`,
    {
      place: csv.placeOf(cell),
      hint: `${collectorsFile} decides: write ${wanted}, or change the declaration.`,
      related: [{ message: "as it is declared", place }],
    },
  )
}
