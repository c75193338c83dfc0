import { describe, expect, it } from "vitest"
import { undescribedKeys } from "./describe-keys.ts"
import { keyDescriptions } from "./key-descriptions.ts"
import { yamlSchemas } from "./yaml-schemas.ts"

const schemas = yamlSchemas()

describe("descriptions", () => {
  it.each(Object.entries(schemas))("%s: every key has one", (_, schema) => {
    expect(undescribedKeys(schema)).toEqual([])
  })

  it("are of keys that there are", () => {
    const text = JSON.stringify(schemas)
    const unused = Object.entries(keyDescriptions).flatMap(([kind, keys]) =>
      Object.entries(keys).flatMap(([key, meaning]) =>
        text.includes(`${JSON.stringify(key)}:{"description":${JSON.stringify(meaning)}`)
          ? []
          : [`${kind}.${key}`],
      ),
    )
    expect(unused).toEqual([])
  })
})
