import type { Place } from "../../errors.ts"
import type { YamlDocument, YamlPath } from "./yaml-document.ts"

/** A place in a YAML file that is looked for when it is asked for: most of what is declared never has a problem. */
export class YamlPlace implements Place {
  readonly document: YamlDocument
  readonly path: YamlPath
  readonly part: "key" | "value"
  #found: Place | undefined

  constructor(document: YamlDocument, path: YamlPath, part: "key" | "value" = "value") {
    this.document = document
    this.path = path
    this.part = part
  }

  get file(): string {
    return this.document.file.path
  }

  get line(): number {
    return this.#find().line
  }

  get column(): number {
    return this.#find().column
  }

  get length(): number {
    return this.#find().length ?? 1
  }

  get lineText(): string {
    return this.#find().lineText ?? ""
  }

  /** What it is in a log or an artifact. */
  toJSON(): Place {
    return this.#find()
  }

  #find(): Place {
    this.#found ??= this.document.placeOf(this.path, this.part)
    return this.#found
  }
}
