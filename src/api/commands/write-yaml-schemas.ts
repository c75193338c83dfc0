import { join } from "node:path"
import { yamlSchemas } from "../../artifacts/yaml-schemas.ts"
import { LuxError } from "../../errors.ts"
import { writeWhole } from "../../project/files/write-whole.ts"

/**
 * Writes the JSON Schemas of a project's YAML files into a folder; gives the paths of the files. Throws LUX-2330 where one
 * cannot be written.
 */
export function writeYamlSchemas(folder: string): readonly string[] {
  return Object.entries(yamlSchemas()).map(([name, schema]) => {
    const file = join(folder, name)
    try {
      writeWhole(file, `${JSON.stringify(schema, null, 2)}\n`)
    } catch (cause) {
      const said = cause instanceof Error ? cause.message : String(cause)
      throw new LuxError("LUX-2330", `${file} could not be written: ${said}`, {
        hint: "Name another folder: --output-dir FOLDER.",
        cause,
      })
    }
    return file
  })
}
