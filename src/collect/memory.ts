import type { z } from "zod"
import type { Memory } from "./collector.ts"
import type { Lake } from "./lake.ts"

/** Documents of a collector in the lake: `collecting/{collector}/memory/{name}.json`. */
export function memoryIn(lake: Lake, collector: string): Memory {
  const pathOf = (name: string): string => `collecting/${collector}/memory/${name}.json`
  return {
    async read<Shape>(name: string, shape: z.ZodType<Shape>) {
      const text = await lake.read(pathOf(name))
      if (text === undefined) return undefined
      try {
        return shape.safeParse(JSON.parse(text)).data
      } catch {
        return undefined
      }
    },
    write: (name, value) => lake.replace(pathOf(name), JSON.stringify(value)),
  }
}
