import { readFileSync } from "node:fs"
import { join } from "node:path"
import { writeWhole } from "../project/files/write-whole.ts"

/** A state of the project: the id of its record, and the folder that has it. */
interface State {
  readonly folder: string
  readonly id: string | undefined
}

/** What was checked of a state: what metrics and dashboards say of columns, or everything that `lux parse` looks at. */
type Checked = "columns" | "everything"

/** True where the project was found right, as it is in this state. */
export function isChecked(state: State, what: Checked): boolean {
  const { folder, id } = state
  if (id === undefined) return false
  try {
    const kept = readFileSync(join(folder, fileName), "utf8")
    return kept === textOf(id, "everything") || kept === textOf(id, what)
  } catch {
    return false
  }
}

/** Remembers that nothing is wrong with the project in a state. */
export function keepChecked({ folder, id }: State, what: Checked): void {
  if (id === undefined) return
  try {
    writeWhole(join(folder, fileName), textOf(id, what))
  } catch {
    // The next command checks again.
  }
}

const fileName = "checked.record"

function textOf(id: string, what: Checked): string {
  return `${id} ${what}`
}
