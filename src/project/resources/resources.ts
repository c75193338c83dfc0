import type { DataTest, Resource } from "../types.ts"
import { readers } from "./readers.ts"
import type { Reading, ReadResource } from "./reading.ts"

/** All resources that files declare, disabled ones too. */
export function readResources(reading: Omit<Reading, "before">): readonly Resource[] {
  const found: ReadResource[] = []
  for (const read of Object.values(readers)) {
    const before = found.map(({ resource }) => resource)
    found.push(...read({ ...reading, before }))
  }
  const resources = found.map(({ resource }) => resource)
  const gone = new Set(resources.filter(({ enabled }) => !enabled).map(({ uniqueId }) => uniqueId))
  const declared = found.flatMap(({ tests }) => tests?.() ?? [])
  return [...resources, ...declared.map((test) => disabledWith(test, gone))]
}

/** A test of what is disabled is disabled with it. */
function disabledWith(test: DataTest, gone: ReadonlySet<string>): DataTest {
  const { definition } = test
  return definition.kind === "generic" && gone.has(definition.attachedTo) ? { ...test, enabled: false } : test
}
