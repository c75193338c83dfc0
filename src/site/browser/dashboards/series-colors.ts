import { colorsFrom } from "../../dashboards/colors.ts"
import type { DashboardData, TileData, Value } from "../../dashboards/dashboard-data.ts"
import { valuesOfField } from "../../dashboards/kept-rows.ts"
import { keyOf } from "../../dashboards/values.ts"

/** A colour for each value of a field, the same in all tiles and whatever is filtered. */
export class ColorsOfSeries {
  readonly #data: DashboardData
  readonly #byField = new Map<string, ReadonlyMap<string | undefined, string>>()

  constructor(data: DashboardData) {
    this.#data = data
  }

  of(tile: TileData, field: string, value: Value): string {
    const key = keyOf(value)
    const own = key !== undefined && Object.hasOwn(tile.colors, key) ? tile.colors[key] : undefined
    return own ?? this.#colorsOf(field).get(key) ?? this.single()
  }

  /** Of several numbers in one tile. */
  spread(count: number): readonly string[] {
    return colorsFrom(this.#data.palette, count)
  }

  single(): string {
    return this.spread(1)[0] ?? "#888888"
  }

  #colorsOf(field: string): ReadonlyMap<string | undefined, string> {
    const known = this.#byField.get(field)
    if (known !== undefined) return known
    const values = valuesOfField(field, this.#data)
    const colors = this.spread(values.length)
    const found = new Map(values.map((value, at) => [keyOf(value), colors[at] ?? ""]))
    this.#byField.set(field, found)
    return found
  }
}
